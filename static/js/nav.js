// Menus are <details>: close them on Escape, on a click elsewhere and after a choice. The drawer is a
// native popover: close it when one of its links is followed without leaving the page.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const menu = event.target.closest(".menu-panel a, .menu-panel [type=submit]")?.closest("details.menu");
  if (menu) menu.open = false;
  const drawer = event.target.closest(".nav-link")?.closest("[popover]");
  if (drawer?.matches(":popover-open")) drawer.hidePopover();
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const items = [...menu.querySelectorAll("summary, .menu-panel :is(a, button):not([hidden])")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

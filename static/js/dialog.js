// Native modal dialogs. [data-dialog-open="id"] opens one; an answer of htmx that lands in a <dialog> opens
// it, and an empty answer closes it. Focus goes back to where it was. Without JavaScript a link to #id
// shows the dialog by :target.

const openers = new WeakMap();

function openDialog(dialog, opener = document.activeElement) {
  if (dialog.open) return;
  openers.set(dialog, opener);
  dialog.showModal();
  dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog) {
      event.preventDefault();
      openDialog(dialog, opener.closest("details.menu")?.querySelector("summary") ?? opener);
    }
    return;
  }
  const open = event.target.closest("dialog[open]");
  const closes = event.target.closest("[data-dialog-close]") || event.target === open;
  if (open && closes) {
    event.preventDefault();
    open.close();
  }
});

document.addEventListener(
  "close",
  (event) => {
    const opener = openers.get(event.target);
    if (opener?.isConnected) opener.focus();
  },
  true,
);

// The dialog element wraps around Tab by way of the browser's own controls; keep it inside the page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab") return;
  const dialog = event.target.closest?.("dialog:modal");
  if (!dialog) return;
  const stops = [...dialog.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const reachable = stops.filter((stop) => !stop.disabled && stop.type !== "hidden" && stop.checkVisibility());
  const edge = event.shiftKey ? reachable[0] : reachable.at(-1);
  if (document.activeElement === edge) {
    event.preventDefault();
    (event.shiftKey ? reachable.at(-1) : reachable[0]).focus();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target.closest("dialog");
  if (!dialog) return;
  if (dialog.textContent.trim()) openDialog(dialog);
  else dialog.close();
});

for (const control of document.querySelectorAll("button[data-dialog-open][hidden]")) control.hidden = false;

// The command palette (Ctrl-K or Cmd-K): every link of the navigation, the page's own actions and the menus,
// found by the words typed.

const palette = document.getElementById("palette");
const input = palette?.querySelector("input");
const list = palette?.querySelector("[role=listbox]");
const status = palette?.querySelector("[role=status]");
const SOURCES = ".nav-link, .page-actions a[href], .menu-panel a[href], [data-palette]";

function places() {
  const seen = new Set();
  return [...document.querySelectorAll(SOURCES)].filter((link) => {
    const isNew = !seen.has(link.href);
    seen.add(link.href);
    return isNew;
  });
}

function option(link, index) {
  const item = document.createElement("a");
  item.className = "menu-item";
  item.id = `palette-${index}`;
  item.href = link.href;
  item.role = "option";
  item.tabIndex = -1;
  item.setAttribute("aria-selected", String(index === 0));
  const picture = link.querySelector("svg");
  item.append(...(picture ? [picture.cloneNode(true)] : []), link.textContent.trim());
  return item;
}

function matches(link, words) {
  const text = link.textContent.toLowerCase();
  return words.every((word) => text.includes(word));
}

function refresh() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = places().filter((link) => matches(link, words));
  list.replaceChildren(...found.map(option));
  status.textContent = found.length === 1 ? "1 page" : `${found.length} pages`;
  select(0);
}

function select(index) {
  const items = [...list.children];
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
  items[index]?.scrollIntoView({ block: "nearest" });
  if (items[index]) input.setAttribute("aria-activedescendant", items[index].id);
  else input.removeAttribute("aria-activedescendant");
}

function selectedIndex() {
  return [...list.children].findIndex((item) => item.getAttribute("aria-selected") === "true");
}

function onKey(event) {
  const count = list.children.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (count) select((selectedIndex() + step + count) % count);
  }
  if (event.key === "Enter") {
    event.preventDefault();
    list.children[selectedIndex()]?.click();
  }
}

if (palette) {
  input.addEventListener("input", refresh);
  input.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (palette.open || document.querySelector("dialog:modal")) return;
    input.value = "";
    refresh();
    palette.showModal();
    input.focus();
  });
}

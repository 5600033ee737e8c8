// One-key commands. Any element with data-key="n" is pressed (or, a field, focused) by that key. Rows are
// elements with [data-row]: j and k move among them, e opens, x selects; ? shows the list of keys.

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable=true]");
}

function isShown(element) {
  return element.checkVisibility() && !element.disabled;
}

function rows() {
  return [...document.querySelectorAll("[data-row]")].filter(isShown);
}

function currentRow() {
  return document.activeElement?.closest("[data-row]");
}

function moveTo(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(currentRow());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].tabIndex = -1;
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}

function openRow() {
  const row = currentRow();
  const target = row?.querySelector("[data-row-edit]") ?? row?.querySelector("a[href]");
  target?.click();
}

const commands = {
  j: () => moveTo(1),
  k: () => moveTo(-1),
  e: openRow,
  x: () => currentRow()?.querySelector("input[data-select]")?.click(),
  "?": () => document.querySelector("[data-dialog-open=shortcuts]")?.click(),
};

function pressKeyed(key) {
  const keyed = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(isShown).at(-1);
  if (!keyed) return false;
  if (keyed.matches("input, select, textarea")) {
    keyed.focus();
    keyed.select?.();
  } else {
    keyed.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isPlain || event.defaultPrevented || isTyping(event.target)) return;
  if (document.querySelector("dialog:modal")) return;
  if (pressKeyed(event.key)) {
    event.preventDefault();
  } else if (Object.hasOwn(commands, event.key)) {
    event.preventDefault();
    commands[event.key]();
  }
});

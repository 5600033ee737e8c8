// Selecting rows: input[data-select] in each row, input[data-select-all] in the head, Shift for a range.
// A [data-selection-bar] shows while anything is selected and tells how many in [data-selection-count].

let last = null;

function scopeOf(box) {
  return box.closest("[data-selection]") ?? document;
}

function boxes(scope) {
  return [...scope.querySelectorAll("input[data-select]")];
}

function show(scope) {
  const all = boxes(scope);
  const count = all.filter((box) => box.checked).length;
  for (const bar of scope.querySelectorAll("[data-selection-bar]")) bar.hidden = count === 0;
  for (const words of scope.querySelectorAll("[data-selection-count]")) words.textContent = `${count} selected`;
  for (const head of scope.querySelectorAll("input[data-select-all]")) {
    head.checked = count > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
  }
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("input[data-select]");
  if (!box) return;
  const all = boxes(scopeOf(box));
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(from, to + 1)) each.checked = box.checked;
  }
  last = box;
  show(scopeOf(box));
});

document.addEventListener("change", (event) => {
  const head = event.target.closest("input[data-select-all]");
  if (!head) return;
  for (const box of boxes(scopeOf(head))) box.checked = head.checked;
  show(scopeOf(head));
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-selection-clear]");
  if (!clear) return;
  for (const box of boxes(scopeOf(clear))) box.checked = false;
  show(scopeOf(clear));
});

function showAll() {
  for (const scope of document.querySelectorAll("[data-selection]")) show(scope);
}

document.addEventListener("htmx:afterSettle", showAll);
showAll();

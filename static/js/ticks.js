// Ticking rows of a statement: the arrows move between the boxes of a [data-ticks], the space bar ticks as ever.

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const form = event.target.closest?.("[data-ticks]");
  if (!step || !form || event.ctrlKey || event.metaKey || event.altKey) return;
  const boxes = [...form.querySelectorAll("input[data-select]")];
  const row = event.target.closest("[data-row]");
  const at = boxes.findIndex((box) => row?.contains(box));
  const next = boxes[Math.min(Math.max(at + step, 0), boxes.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});

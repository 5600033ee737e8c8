// Read-out of charts. Every mark (.chart-mark) carries its words in data-name and data-values (JSON pairs).
// Pointing at or focusing one shows them; a chart is one Tab stop, arrows move among its marks.

function tipOf(chart) {
  const known = chart.querySelector(".chart-tip");
  if (known) return known;
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("aria-hidden", "true");
  chart.append(tip);
  return tip;
}

function words(mark) {
  const name = document.createElement("strong");
  name.textContent = mark.dataset.name;
  const list = document.createElement("dl");
  for (const [label, value] of JSON.parse(mark.dataset.values)) {
    const term = document.createElement("dt");
    const figure = document.createElement("dd");
    term.textContent = label;
    figure.textContent = value;
    list.append(term, figure);
  }
  return [name, list];
}

function place(tip, mark, chart) {
  const box = chart.getBoundingClientRect();
  const at = mark.getBoundingClientRect();
  const middle = at.left + at.width / 2 - box.left;
  const left = Math.min(Math.max(middle - tip.offsetWidth / 2, 0), box.width - tip.offsetWidth);
  const above = at.top - box.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(left, 0)}px`;
  tip.style.top = `${Math.max(above, 0)}px`;
  // A column fills the height: its read-out stands beside it, not on it.
  if (mark.classList.contains("chart-column")) {
    const beside = middle + 12 + tip.offsetWidth < box.width ? middle + 12 : middle - 12 - tip.offsetWidth;
    tip.style.left = `${Math.max(beside, 0)}px`;
  }
}

function show(mark) {
  const chart = mark.closest(".chart");
  const tip = tipOf(chart);
  for (const other of chart.querySelectorAll(".is-active")) other.classList.remove("is-active");
  mark.classList.add("is-active");
  tip.replaceChildren(...words(mark));
  tip.hidden = false;
  place(tip, mark, chart);
}

function hide(chart) {
  for (const mark of chart.querySelectorAll(".is-active")) mark.classList.remove("is-active");
  const tip = chart.querySelector(".chart-tip");
  if (tip) tip.hidden = true;
}

function rove(chart) {
  const marks = [...chart.querySelectorAll(".chart-mark")];
  marks.forEach((mark, i) => mark.setAttribute("tabindex", i === marks.length - 1 ? "0" : "-1"));
  // The native title would cover the read-out.
  for (const title of chart.querySelectorAll(".chart-mark > title")) title.remove();
  chart.dataset.ready = "";
}

const MOVES = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: () => Infinity,
};

function onKey(event) {
  const mark = event.target.closest?.(".chart-mark");
  if (!mark) return;
  if (event.key === "Escape") hide(mark.closest(".chart"));
  if (!Object.hasOwn(MOVES, event.key)) return;
  event.preventDefault();
  const marks = [...mark.closest(".chart").querySelectorAll(".chart-mark")];
  const next = marks[Math.min(Math.max(MOVES[event.key](marks.indexOf(mark)), 0), marks.length - 1)];
  mark.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

function roveAll() {
  for (const chart of document.querySelectorAll(".chart:not([data-ready])")) rove(chart);
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const mark = event.target.closest?.(".chart-mark");
    if (mark) show(mark);
  });
}
for (const kind of ["pointerout", "focusout"]) {
  document.addEventListener(kind, (event) => {
    const chart = event.target.closest?.(".chart");
    if (chart && !chart.contains(event.relatedTarget)) hide(chart);
  });
}
document.addEventListener("keydown", onKey);
document.addEventListener("htmx:afterSettle", roveAll);
roveAll();

// The split editor: adds lines, and tells how much of the amount is still left over. Amounts are added as whole
// numbers of 10^-8, so that nothing is lost. Without JavaScript a few spare lines and the server's check remain.

const SCALE = 8;

// A plain number as units of 10^-8; sums were computed by amount.js before. Null when it is not a number.
function units(text) {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, "").replace("\u2212", "-");
  const match = plain.match(/^(-?)([\d.,]*?)(?:[.,](\d{0,8}))?$/);
  if (!match || !/\d/.test(plain)) return null;
  const [, sign, whole, decimals = ""] = match;
  const size = BigInt(whole.replace(/[.,]/g, "") + decimals.padEnd(SCALE, "0"));
  return sign ? -size : size;
}

function written(value) {
  const size = String(value < 0n ? -value : value).padStart(SCALE + 1, "0");
  const decimals = size.slice(-SCALE).replace(/0{1,6}$/, "");
  return `${value < 0n ? "\u2212" : ""}${size.slice(0, -SCALE)}.${decimals}`;
}

function amountsOf(form) {
  return [...form.querySelectorAll("[data-split-line] input[data-amount]")];
}

function show(form) {
  const whole = units(form.querySelector("input[name=amount]")?.value ?? "");
  const fields = amountsOf(form);
  const parts = fields.map((field) => units(field.value));
  const note = form.querySelector("[data-split-rest]");
  if (!note) return;
  note.hidden = whole === null || parts.every((part) => part === null);
  if (note.hidden) return;
  const left = parts.reduce((rest, part) => rest - (part ?? 0n), whole);
  form.querySelector("[data-split-left]").textContent = written(left);
  for (const field of fields) field.placeholder = left > 0n && !field.value ? written(left) : "";
}

function addLine(form) {
  const count = form.querySelector("input[name$=TOTAL_FORMS]");
  const template = form.querySelector("[data-split-template]");
  const line = template.content.cloneNode(true);
  for (const element of line.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
    for (const name of ["id", "for", "name", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll("__prefix__", count.value));
    }
  }
  const first = line.querySelector("select, input");
  template.before(line);
  count.value = String(Number(count.value) + 1);
  first.focus();
  show(form);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-split-add]");
  if (button) addLine(button.closest("form"));
});
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest("form[data-split]");
    if (form) show(form);
  });
}
for (const form of document.querySelectorAll("form[data-split]")) {
  for (const button of form.querySelectorAll("[data-split-add]")) button.hidden = false;
  show(form);
}

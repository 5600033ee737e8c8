// Amount fields compute: 12.50+3*4 becomes 24.50. Exact fractions of big integers, as the server does it; the
// decimal mark is the last of "." and "," in a number. data-amount is the number of decimal places.

function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

function fraction(top, bottom) {
  if (bottom === 0n) throw new RangeError("division by zero");
  const by = gcd(top, bottom) * (bottom < 0n ? -1n : 1n) || 1n;
  return [top / by, bottom / by];
}

const operations = {
  "+": ([a, b], [c, d]) => fraction(a * d + c * b, b * d),
  "-": ([a, b], [c, d]) => fraction(a * d - c * b, b * d),
  "*": ([a, b], [c, d]) => fraction(a * c, b * d),
  "/": ([a, b], [c, d]) => fraction(a * d, b * c),
};

function number(text) {
  const mark = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const isGroup = mark >= 0 && (text.split(text[mark]).length > 2 || /^\d{1,3},\d{3}$/.test(text));
  const whole = (mark < 0 || isGroup ? text : text.slice(0, mark)).replace(/[.,]/g, "");
  const decimals = mark < 0 || isGroup ? "" : text.slice(mark + 1);
  return fraction(BigInt(whole + decimals || "x"), 10n ** BigInt(decimals.length));
}

function tokens(text) {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, "").replace(/\u2212/g, "-").replace(/[×x]/g, "*").replace(/÷/g, "/");
  const found = plain.match(/[\d.,]+|[-+*/()]/g) ?? [];
  if (found.join("") !== plain) throw new SyntaxError("not an amount");
  return found;
}

function parse(queue) {
  function factor() {
    const next = queue.shift();
    if (next === "-") return operations["-"]([0n, 1n], factor());
    if (next === "+") return factor();
    if (next === "(") {
      const inner = sum();
      if (queue.shift() !== ")") throw new SyntaxError("a bracket is open");
      return inner;
    }
    if (next === undefined || !/\d/.test(next)) throw new SyntaxError("a number is missing");
    return number(next);
  }
  function chain(part, signs) {
    let value = part();
    while (signs.includes(queue[0])) value = operations[queue.shift()](value, part());
    return value;
  }
  const product = () => chain(factor, ["*", "/"]);
  const sum = () => chain(product, ["+", "-"]);
  const value = sum();
  if (queue.length) throw new SyntaxError("an operator is missing");
  return value;
}

// Half to even, like the ledger.
function rounded([top, bottom], places) {
  const scaled = (top < 0n ? -top : top) * 10n ** BigInt(places);
  const rest = (scaled % bottom) * 2n;
  let units = scaled / bottom;
  if (rest > bottom || (rest === bottom && units % 2n === 1n)) units += 1n;
  const digits = String(units).padStart(places + 1, "0");
  const sign = top < 0n && units ? "-" : "";
  return places ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : sign + digits;
}

function compute(text, places) {
  return rounded(parse(tokens(text)), places);
}

const isSum = (text) => /[-+*/×÷(]/.test(text.trim().replace(/^[-+\u2212]/, ""));

document.addEventListener("change", (event) => {
  const field = event.target.closest("input[data-amount]");
  if (!field?.value || !isSum(field.value)) return;
  try {
    field.value = compute(field.value, Number(field.dataset.amount || 2));
    field.setCustomValidity("");
  } catch (error) {
    field.setCustomValidity(`This cannot be computed: ${error.message}.`);
    field.reportValidity();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches("input[data-amount]")) event.target.setCustomValidity("");
});

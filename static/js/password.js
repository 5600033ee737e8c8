// Password fields: a button that shows what was typed, and for a new password an estimate of its strength.
// Nothing leaves the browser; the server judges by itself what it refuses.

const WORDS = ["very weak", "weak", "fair", "good", "strong"];

function pool(text) {
  const kinds = [[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[^A-Za-z0-9]/, 33]];
  return kinds.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0);
}

// What a guesser need not guess: repeated characters and steps to a neighbour (abc, 321, aaa).
function surprises(text) {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const step = index ? Math.abs(text.charCodeAt(index) - text.charCodeAt(index - 1)) : 2;
    const isNew = text.indexOf(text[index]) === index;
    count += step <= 1 ? 0.2 : isNew ? 1 : 0.7;
  }
  return count;
}

function strength(text) {
  if (!text) return 0;
  const bits = surprises(text) * Math.log2(pool(text));
  return [28, 44, 60, 78].filter((bound) => bits >= bound).length;
}

function addMeter(field) {
  const meter = document.createElement("meter");
  meter.max = 4;
  meter.low = 2;
  meter.high = 3;
  meter.optimum = 4;
  meter.hidden = true;
  meter.setAttribute("aria-hidden", "true");
  const words = document.createElement("p");
  words.className = "field-help";
  words.setAttribute("role", "status");
  field.closest(".field").append(meter, words);
  field.addEventListener("input", () => {
    const level = strength(field.value);
    meter.value = level;
    meter.hidden = !field.value;
    words.textContent = field.value ? `Strength: ${WORDS[level]}` : "";
  });
}

function addToggle(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-small password-toggle";
  button.textContent = "Show";
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", "Show password");
  field.after(button);
  const set = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.addEventListener("click", () => set(field.type === "password"));
  // So that no browser keeps it among the texts that were typed.
  field.form?.addEventListener("submit", () => set(false));
}

for (const field of document.querySelectorAll("input[type=password]")) addToggle(field);
const fresh = document.querySelector("input[autocomplete=new-password]");
if (fresh) addMeter(fresh);

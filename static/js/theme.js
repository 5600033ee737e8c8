// Theme (system, light, dark) and row density. The cookie lets the server draw the first paint right;
// localStorage brings the choice back when the cookie has gone.

const THEMES = ["system", "light", "dark"];
const YEAR = 60 * 60 * 24 * 365;
const root = document.documentElement;

function remember(name, value) {
  localStorage.setItem(name, value);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

function showTheme(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const name of document.querySelectorAll("[data-theme-name]")) name.textContent = theme;
}

function showDensity(density) {
  root.dataset.density = density;
  for (const button of document.querySelectorAll("[data-density-toggle]")) {
    button.setAttribute("aria-pressed", String(density === "dense"));
  }
}

function chosenTheme() {
  const theme = localStorage.getItem("theme") ?? root.dataset.theme ?? "system";
  return THEMES.includes(theme) ? theme : "system";
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) {
    const next = THEMES[(THEMES.indexOf(chosenTheme()) + 1) % THEMES.length];
    remember("theme", next);
    showTheme(next);
  }
  if (event.target.closest("[data-density-toggle]")) {
    const next = root.dataset.density === "dense" ? "roomy" : "dense";
    localStorage.setItem("density", next);
    showDensity(next);
  }
});

if (localStorage.getItem("theme")) remember("theme", chosenTheme());
showTheme(chosenTheme());
showDensity(localStorage.getItem("density") ?? "roomy");
for (const control of document.querySelectorAll("[data-theme-toggle], [data-density-toggle]")) {
  control.hidden = false;
}

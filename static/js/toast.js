// Toasts: those in the page, those swapped in by htmx out of band, and those that a response announces by
// the event "toast" ({message, level, undo, href}). They leave after data-toast seconds, never while pointed at or
// focused, and never when they say that something went wrong.

const shelf = document.getElementById("toasts");

function start(toast) {
  toast.querySelector("[data-toast-close]").hidden = false;
  const seconds = Number(toast.dataset.toast);
  toast.dataset.started = "";
  if (!seconds || toast.classList.contains("toast-bad")) return;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), seconds * 1000);
  };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusout", wait);
  wait();
}

function startAll() {
  for (const toast of shelf.querySelectorAll("[data-toast]:not([data-started])")) start(toast);
}

function undoButton(address) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Undo";
  button.dataset.key = "z";
  button.setAttribute("hx-post", address);
  button.setAttribute("hx-swap", "none");
  return button;
}

function moreLink(address) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = "Show";
  return link;
}

function closeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.dataset.toastClose = "";
  button.setAttribute("aria-label", "Dismiss");
  return button;
}

function showToast({ message, level = "", undo = "", href = "", seconds = 10 }) {
  const toast = document.createElement("div");
  toast.className = level ? `toast toast-${level}` : "toast";
  toast.dataset.toast = String(seconds);
  const words = document.createElement("span");
  words.textContent = message;
  toast.append(words, ...(undo ? [undoButton(undo)] : []), ...(href ? [moreLink(href)] : []), closeButton());
  shelf.append(toast);
  window.htmx?.process(toast);
}

shelf.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
});
shelf.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) event.target.closest("[data-toast]")?.remove();
});
document.addEventListener("toast", (event) => showToast(event.detail));
new MutationObserver(startAll).observe(shelf, { childList: true });
startAll();

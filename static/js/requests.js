// What to say when a request of htmx fails, and where the server's error page may be shown instead.

const WORDS = {
  0: "There is no connection. Nothing was changed; try again.",
  401: "The sign-in has ended. Reload the page to sign in again.",
  403: "Your role does not allow this.",
  404: "This no longer exists. Reload the page.",
  409: "Someone changed this in the meantime. Reload the page.",
  413: "The file is too large: 10 MB at most.",
  429: "Too many requests. Wait a minute and try again.",
};

function tell(status) {
  const message = WORDS[status] ?? "Something went wrong on the server. Nothing was half saved; try again.";
  document.dispatchEvent(new CustomEvent("toast", { detail: { message, level: "bad" } }));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  // A form that comes back with its errors is an answer, not a failure.
  if (event.detail.xhr.status === 422 || event.detail.xhr.status === 400) {
    const isPage = /<html/i.test(event.detail.serverResponse);
    event.detail.shouldSwap = !isPage;
    event.detail.isError = isPage;
  }
});

document.addEventListener("htmx:responseError", (event) => tell(event.detail.xhr.status));
document.addEventListener("htmx:sendError", () => tell(0));
document.addEventListener("htmx:timeout", () => tell(0));

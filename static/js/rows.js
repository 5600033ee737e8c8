// Editing in a row: Escape gives up, and after a swap the row has the focus, or its first field while edited.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const cancel = event.target.closest?.("[data-row-form]")?.querySelector("[data-row-cancel]");
  if (cancel) {
    event.preventDefault();
    cancel.click();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const id = event.detail.target.id;
  const row = id.startsWith("transaction-row-") && document.getElementById(id);
  if (!row) return;
  const field = row.querySelector("[data-row-form] input:not([type=hidden])");
  row.tabIndex = -1;
  (field ?? row).focus();
});

// Forms that filter ([data-lean]) leave out their empty fields, so that the address can be kept and read.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-lean]");
  if (!form) return;
  const empty = [...form.elements].filter((field) => field.name && !field.value);
  for (const field of empty) field.disabled = true;
  // The page may come back from the browser's cache.
  setTimeout(() => empty.forEach((field) => (field.disabled = false)));
});

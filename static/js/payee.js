// Choosing a known payee fills in its usual category, unless a category was chosen already.

document.addEventListener("change", (event) => {
  const field = event.target.closest("input[data-payee]");
  if (!field) return;
  const name = field.value.trim().toLowerCase();
  const option = [...(field.list?.options ?? [])].find((each) => each.value.toLowerCase() === name);
  const category = field.form?.querySelector("select[name$=category]");
  if (option?.dataset.category && category && !category.value) category.value = option.dataset.category;
});

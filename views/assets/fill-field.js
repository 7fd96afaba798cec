// A link with data-fill puts its data-value into the field of that id, where the page has it: folders picked from the tree.
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-fill]');
  const field = document.getElementById(link?.dataset.fill);
  if (field === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  field.value = link.dataset.value;
  field.focus();
});

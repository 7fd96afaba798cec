// A button with data-fill puts its data-value into the field of that id: folders picked from the tree.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-fill]');
  if (button === null) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.value;
  field.focus();
});

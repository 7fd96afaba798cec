// A field with data-find-in leaves, in the list of that id, the lines that have all of its words. What is hidden in a form is
// sent all the same.
(() => {
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const isField = (target) => target instanceof HTMLInputElement && target.dataset.findIn !== undefined;

  function find(field) {
    const list = document.getElementById(field.dataset.findIn);
    if (list === null) return;
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const lines = [...list.querySelectorAll(':scope > tr, :scope > li, :scope > label')];
    for (const line of lines) {
      // The choices of a select are the same in each line.
      const text = plain((line.querySelector('label') ?? line).textContent);
      line.hidden = !words.every((word) => text.includes(word));
    }
    const found = lines.filter((line) => !line.hidden).length;
    const said = inPageLanguage('{place} of {count}', { place: found, count: lines.length });
    field.parentElement.querySelector('[role="status"]').textContent = words.length === 0 ? '' : said;
  }

  document.addEventListener('input', ({ target }) => isField(target) && find(target));
  // It is no field of the form that it may stand in.
  document.addEventListener('keydown', (event) => {
    if (isField(event.target) && event.key === 'Enter') event.preventDefault();
  });
  document.addEventListener('htmx:after:swap', () => {
    for (const field of document.querySelectorAll('[data-find-in]')) if (field.value !== '') find(field);
  });
})();

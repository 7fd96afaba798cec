// Words that the server did not take because the session had ended stay in this tab, until the same person is back at the
// same form.

(() => {
  const names = ['to', 'cc', 'bcc', 'subject', 'text', 'html'];
  const underway = 'words underway';

  function readWords(form) {
    const data = new FormData(form);
    return JSON.stringify(names.filter((name) => data.has(name)).map((name) => [name, data.get(name)]));
  }

  // What was sent is forgotten with the next page, unless that one says that nobody is signed in.
  function settleSent() {
    const sent = sessionStorage.getItem(underway);
    sessionStorage.removeItem(underway);
    if (sent === null || document.querySelector('[data-signed-out]') === null) return;
    const { place, words } = JSON.parse(sent);
    sessionStorage.setItem(place, words);
  }

  // Before the editor takes what the fields hold.
  function takeBack(form, place) {
    const words = sessionStorage.getItem(place);
    if (words === null) return;
    sessionStorage.removeItem(place);
    for (const [name, value] of JSON.parse(words)) {
      const field = form.elements[name];
      if (field?.value !== undefined) field.value = value;
    }
    form.dataset.regained = '';
    form.closest('details')?.setAttribute('open', '');
  }

  settleSent();
  for (const form of document.querySelectorAll('form[data-draft]')) {
    const person = document.querySelector('.user-name')?.textContent.trim();
    const place = `words of ${person} for ${form.getAttribute('action')}`;
    takeBack(form, place);
    form.addEventListener('postroom:keep', () => sessionStorage.setItem(place, readWords(form)));
    // After all others: one of them may hold it back.
    document.addEventListener('submit', ({ target, defaultPrevented }) => {
      if (target !== form || defaultPrevented) return;
      sessionStorage.setItem(underway, JSON.stringify({ place, words: readWords(form) }));
    });
  }
})();

// A form that was sent by keys and leads back to its page leaves the focus where it was, not at the top of the page.
(() => {
  const key = 'postroom:focus';
  /** Milliseconds; what takes longer has been something else. */
  const longest = 20_000;
  let isByKeys = false;
  const noteWay = (isKeys) => () => {
    isByKeys = isKeys;
  };
  document.addEventListener('keydown', noteWay(true), true);
  document.addEventListener('pointerdown', noteWay(false), true);

  document.addEventListener('submit', ({ target: form }) => {
    const field = document.activeElement;
    if (!isByKeys || !form.contains(field)) return;
    const place = { page: location.pathname, action: form.getAttribute('action'), at: Date.now() };
    // What somebody has typed is kept nowhere.
    const value = field.type === 'submit' ? field.value : '';
    sessionStorage.setItem(key, JSON.stringify({ ...place, name: field.name, value }));
  });

  /** What was pressed may be gone, as Close is on a closed ticket: then what its form has now. */
  function findAgain({ action, name, value }) {
    const fields = [...document.forms]
      .filter((form) => form.getAttribute('action') === action)
      .flatMap((form) => [...form.elements])
      .filter((field) => field.type !== 'hidden' && field.checkVisibility());
    const named = fields.filter((field) => field.name === name);
    return named.find((field) => value !== '' && field.value === value) ?? named[0] ?? fields[0];
  }

  const left = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  sessionStorage.removeItem(key);
  const isBack = left?.page === location.pathname && Date.now() - left.at < longest && location.hash === '';
  // A field that was filled in wrongly asks for the focus itself.
  const isFree = document.activeElement === document.body && document.querySelector('[autofocus]') === null;
  if (isBack && isFree) findAgain(left)?.focus();
})();

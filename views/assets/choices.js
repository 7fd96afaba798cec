// Choices that are sent when they are made. Keys go through them one by one, and each that they pass is a change: there only
// Enter takes one, or the button that is shown then.

(() => {
  let isPassing = false;

  // What is chosen in an open list is meant, by keys too: the page hears of no key there.
  const opensList = ({ key, altKey }) => key === ' ' || key === 'F4' || (altKey && key.startsWith('Arrow'));

  function isSentOnChange(field) {
    if (field.localName !== 'select') return false;
    return field.dataset.pressOnChange !== undefined || field.form?.dataset.submitOnChange !== undefined;
  }

  function take(field) {
    const button = document.getElementById(field.dataset.pressOnChange);
    if (button === null) field.form.requestSubmit();
    else button.click();
  }

  document.addEventListener(
    'keydown',
    (event) => {
      const { target, key } = event;
      isPassing = key !== 'Enter' && !opensList(event);
      if (key !== 'Enter' || event.ctrlKey || event.metaKey) return;
      if (!isSentOnChange(target) || target.form.dataset.chosen === undefined) return;
      event.preventDefault();
      take(target);
    },
    true,
  );
  document.addEventListener(
    'pointerdown',
    () => {
      isPassing = false;
    },
    true,
  );
  document.addEventListener('change', ({ target }) => {
    if (!isSentOnChange(target)) return;
    if (isPassing) target.form.dataset.chosen = '';
    else take(target);
  });
})();

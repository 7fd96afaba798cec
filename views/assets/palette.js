// Ctrl+K: what the page can do, and what the server finds. It presses what is on the page, so it can do nothing that it cannot.

(() => {
  const buttons = '.ticket-side button[type="submit"], .page-head a.button, .page-head button[type="submit"]';

  const dialog = () => document.getElementById('palette');
  const field = () => document.getElementById('palette-words');
  const list = () => document.getElementById('palette-found');
  // Enter was pressed before anything was found.
  let isAwaited = false;
  const options = () => [...list().querySelectorAll('[role="option"]')];

  function open() {
    if (dialog() === null || dialog().open) return;
    field().value = '';
    isAwaited = false;
    list().replaceChildren();
    dialog().showModal();
    field().focus();
    field().dispatchEvent(new CustomEvent('palette-open'));
  }

  // Buttons beside a choice say nothing without it.
  function listDeeds() {
    const words = field().value.toLowerCase().split(/\s+/);
    return [...document.querySelectorAll(buttons)].filter((button) => {
      const label = button.textContent.trim();
      const isAlone = button.closest('.pick, .link-form, .tag-form') === null;
      return (
        isAlone &&
        label !== '' &&
        button.checkVisibility() &&
        words.every((word) => label.toLowerCase().includes(word))
      );
    });
  }

  function addDeeds() {
    for (const old of list().querySelectorAll('[data-deed]')) old.remove();
    const items = listDeeds().map((button) => {
      const item = document.createElement('div');
      item.role = 'option';
      item.dataset.deed = '';
      item.textContent = button.textContent.trim();
      item.press = () => button.click();
      return item;
    });
    list().prepend(...items);
    options().forEach((option, index) => {
      option.id = `palette-${index}`;
    });
    choose(0);
  }

  function choose(index) {
    const all = options();
    for (const [at, option] of all.entries()) option.setAttribute('aria-selected', String(at === index));
    const chosen = all[index];
    field().setAttribute('aria-activedescendant', chosen?.id ?? '');
    chosen?.scrollIntoView({ block: 'nearest' });
  }

  function take(option) {
    if (option === undefined || option === null) return;
    dialog().close();
    if (option.press !== undefined) option.press();
    else location.assign(option.dataset.href);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      open();
      return;
    }
    if (event.target.id !== 'palette-words' || event.isComposing) return;
    const all = options();
    const at = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      choose((at + step + all.length) % all.length);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      isAwaited = all.length === 0;
      take(all[at]);
    }
  });
  // What was found for other words is not what is meant now.
  document.addEventListener('input', (event) => {
    if (event.target.id !== 'palette-words') return;
    isAwaited = false;
    list().replaceChildren();
    addDeeds();
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-palette]') !== null) open();
    const option = event.target.closest('#palette-found [role="option"]');
    if (option !== null) take(option);
    // Beside the sheet.
    if (event.target === dialog()) dialog().close();
  });
  document.addEventListener('htmx:after:swap', () => {
    if (!dialog()?.open) return;
    addDeeds();
    if (isAwaited) take(options()[0]);
  });
})();

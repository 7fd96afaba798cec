// Single keys for the list and the ticket page. They press what is on the page, so they can do nothing that it cannot.

(() => {
  const storageKey = 'postroom-keys-off';
  const listKey = 'postroom-list';
  const rowLinks = '.tickets .subject a, .hits .hit-head a, .notifications li a';

  function isTyping(target) {
    if (target.isContentEditable || target.closest('select, textarea, dialog') !== null) return true;
    const input = target.closest('input');
    return input !== null && !['checkbox', 'radio', 'button', 'submit'].includes(input.type);
  }

  function currentRow() {
    return document.activeElement?.closest('tr, li') ?? null;
  }

  function isList() {
    return document.querySelector(rowLinks) !== null;
  }

  function recallList() {
    return JSON.parse(sessionStorage.getItem(listKey) ?? 'null');
  }

  function move(step) {
    if (!isList()) return document.querySelector(`[data-step="${step}"][href]`)?.click();
    const links = [...document.querySelectorAll(rowLinks)];
    const row = currentRow();
    const opened = links.findIndex((link) => link.pathname === recallList()?.opened);
    const focused = links.findIndex((link) => row?.contains(link));
    const at = focused < 0 ? opened : focused;
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
    const link = links.at(Math.min(Math.max(0, next), links.length - 1));
    link.focus();
    link.scrollIntoView({ block: 'nearest' });
  }

  function tick() {
    currentRow()?.querySelector('input[name="ticket"]')?.click();
  }

  // In a list: what is ticked, else the row with the focus. On a ticket: its own button.
  function press(bulkAction, ownButton) {
    const form = document.getElementById('bulk');
    if (form === null) {
      document.querySelector(ownButton)?.click();
      return;
    }
    if (document.querySelector('input[name="ticket"]:checked') === null) tick();
    if (document.querySelector('input[name="ticket"]:checked') === null) return;
    form.querySelector(`button[value="${bulkAction}"]`)?.click();
  }

  function write(id) {
    const part = document.getElementById(id);
    if (part === null) return;
    part.open = true;
    const field = [...part.querySelectorAll('[contenteditable="true"], textarea[name="text"]')].find((each) =>
      each.checkVisibility(),
    );
    field?.focus();
    part.scrollIntoView({ block: 'nearest' });
  }

  // The last message is the one that is answered; its link stands below it.
  function forward() {
    [...document.querySelectorAll('a.footer-link[href*="forward="]')].at(-1)?.click();
  }

  // Until when it waits is chosen by the arrows or the first letters.
  function chooseWait() {
    const field = document.querySelector('#snooze, #bulk select[name="snooze"]');
    if (field === null) return;
    if (field.closest('#bulk') !== null && document.querySelector('input[name="ticket"]:checked') === null)
      tick();
    field.focus();
  }

  // What the page has just said can be undone, else what waits to be sent.
  function undo() {
    const last = [...document.querySelectorAll('form[action$="/cancellation"] button')].at(-1);
    (document.querySelector('.flash form button') ?? last)?.click();
  }

  function search() {
    const field = document.querySelector('input[name="q"]');
    if (field === null) location.assign('/tickets#search');
    else field.focus();
  }

  function showHelp() {
    const help = document.getElementById('keyboard-help');
    if (help === null || help.open) return;
    document.getElementById('keys-off').checked = areOff();
    help.showModal();
  }

  function areOff() {
    return localStorage.getItem(storageKey) === 'yes';
  }

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    x: tick,
    r: () => write('reply'),
    n: () => write('note'),
    c: () => press('closed', '.state-form button[value="closed"]'),
    e: () => document.querySelector('.state-form button[name="after"]')?.click(),
    a: () => press('mine', '.take button'),
    f: forward,
    w: chooseWait,
    z: undo,
    u: () => location.assign(recallList()?.url ?? '/tickets'),
    m: () => location.assign('/tickets/new'),
    '/': search,
  };

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) {
      // What was typed is kept, and the keys below work again. A dialog closes by itself.
      if (event.key === 'Escape' && event.target.closest('dialog') === null) event.target.blur();
      return;
    }
    if (event.key === '?') {
      event.preventDefault();
      showHelp();
      return;
    }
    const action = areOff() ? undefined : actions[event.key];
    if (action === undefined || !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    action();
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-keyboard-help]') !== null) showHelp();
  });
  document.addEventListener('change', (event) => {
    if (event.target.id === 'keys-off') localStorage.setItem(storageKey, event.target.checked ? 'yes' : 'no');
  });
  document.addEventListener('DOMContentLoaded', () => {
    if (location.hash === '#search') search();
  });
})();

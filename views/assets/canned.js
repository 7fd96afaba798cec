// A search over the canned answers of a form: by key or button, and what is chosen goes where the cursor is.

(() => {
  for (const box of document.querySelectorAll('[data-canned]')) start(box);

  function start(box) {
    const form = box.closest('form');
    const answers = [...box.querySelectorAll('option[data-start]')].map((option) => ({
      ...{ id: option.value, name: option.text, start: option.dataset.start },
      words: `${option.text} ${option.dataset.start}`.toLowerCase(),
    }));
    const dialog = createDialog(box, answers, (id) => insert(form, id));
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = inPageLanguage('Canned answer…');
    button.title = 'Ctrl+;';
    button.addEventListener('click', dialog.open);
    box.replaceChildren(button, dialog.element);
    form.addEventListener('keydown', (event) => {
      if (event.key !== ';' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      dialog.open();
    });
  }

  function createDialog(box, answers, choose) {
    const element = document.createElement('dialog');
    element.className = 'canned-dialog';
    element.setAttribute('aria-label', inPageLanguage('Canned answers'));
    const field = document.createElement('input');
    const list = document.createElement('ul');
    list.id = `${box.querySelector('select').id}-list`;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', inPageLanguage('Canned answers'));
    field.type = 'search';
    field.placeholder = inPageLanguage('Search canned answers');
    const marks = { role: 'combobox', 'aria-label': field.placeholder, 'aria-controls': list.id };
    for (const [name, value] of Object.entries({ ...marks, 'aria-expanded': 'true' })) {
      field.setAttribute(name, value);
    }
    const nothing = document.createElement('p');
    nothing.className = 'hint';
    nothing.textContent = inPageLanguage('No canned answer has these words.');
    element.append(field, list, nothing);
    let found = answers;
    let at = 0;

    function show() {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      found = answers.filter((answer) => words.every((word) => answer.words.includes(word)));
      at = Math.max(0, Math.min(at, found.length - 1));
      list.replaceChildren(...found.map(createOption));
      nothing.hidden = found.length > 0;
      mark();
    }
    function createOption({ id, name, start }, index) {
      const option = document.createElement('li');
      option.id = `${list.id}-${id}`;
      option.setAttribute('role', 'option');
      const text = document.createElement('small');
      text.textContent = start;
      option.append(name, text);
      option.addEventListener('click', () => take(index));
      return option;
    }
    function mark() {
      for (const [index, option] of [...list.children].entries()) {
        option.setAttribute('aria-selected', String(index === at));
        if (index === at) option.scrollIntoView({ block: 'nearest' });
      }
      field.setAttribute('aria-activedescendant', list.children[at]?.id ?? '');
    }
    function take(index) {
      const answer = found[index];
      if (answer === undefined) return;
      element.close();
      void choose(answer.id);
    }
    field.addEventListener('input', (event) => {
      // Nothing of the search belongs to the draft.
      event.stopPropagation();
      at = 0;
      show();
    });
    field.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) at = Math.max(0, Math.min(at + step, found.length - 1));
      if (event.key === 'Enter') take(at);
      if (step === undefined && event.key !== 'Enter') return;
      event.preventDefault();
      event.stopPropagation();
      mark();
    });
    element.addEventListener('click', (event) => event.target === element && element.close());
    function open() {
      box.closest('form').querySelector('.editor').dispatchEvent(new CustomEvent('postroom:mark'));
      field.value = '';
      at = 0;
      show();
      element.showModal();
    }
    return { element, open };
  }

  async function insert(form, id) {
    const value = (name) => form.elements[name]?.value ?? '';
    const names = value('ticket') === '' ? ['group', 'to', 'subject'] : ['ticket'];
    const query = new URLSearchParams(names.map((name) => [name, value(name)]));
    const answer = await fetch(`/canned-answers/${id}/text?${query}`).catch(() => undefined);
    const state = form.querySelector('[data-draft-state]');
    if (!answer?.ok) {
      state.textContent = inPageLanguage('The canned answer did not come; try again');
      return;
    }
    const text = await answer.text();
    form.querySelector('.editor').dispatchEvent(new CustomEvent('postroom:insert', { detail: text }));
  }
})();

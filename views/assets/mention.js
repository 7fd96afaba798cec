// A list of colleagues at "@" in a note. The focus stays in the text: the arrows choose, Enter or Tab take, Escape closes
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without it the plain name works.

(() => {
  const most = 8;
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

  for (const area of document.querySelectorAll('textarea[data-mentions]')) start(area);

  function start(area) {
    const source = document.getElementById(area.dataset.mentions);
    const names = [...source.options].map(({ value }) => value);
    if (names.length === 0) return;
    const list = document.createElement('ul');
    list.id = `${area.id}-mentions`;
    list.className = 'mention-list';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', area.labels[0]?.textContent ?? '@');
    list.hidden = true;
    const said = document.createElement('span');
    said.className = 'visually-hidden';
    said.setAttribute('role', 'status');
    area.after(list, said);
    area.setAttribute('aria-autocomplete', 'list');
    area.setAttribute('aria-controls', list.id);
    const state = { area, list, said, names, from: -1, at: 0 };
    area.addEventListener('input', () => look(state));
    area.addEventListener('click', () => look(state));
    area.addEventListener('keydown', (event) => steer(state, event));
    area.addEventListener('blur', () => close(state));
    list.addEventListener('mousedown', (event) => {
      // The focus stays in the text.
      event.preventDefault();
      const option = event.target.closest('[role="option"]');
      if (option !== null) take(state, option);
    });
  }

  // What stands between the last "@" and the cursor, as far as it can be a name.
  function findBegun({ area }) {
    const before = area.value.slice(0, area.selectionStart);
    const found = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.' -]{0,40})$/u.exec(before);
    if (found === null) return undefined;
    return { from: before.length - found[1].length, typed: plain(found[1]) };
  }

  function look(state) {
    const begun = findBegun(state);
    const fitting =
      begun === undefined
        ? []
        : state.names
            .filter((name) => {
              const whole = plain(name);
              return (
                whole.startsWith(begun.typed) ||
                whole.split(/\s+/).some((word) => word.startsWith(begun.typed))
              );
            })
            .slice(0, most);
    if (fitting.length === 0) return close(state);
    const { list, said } = state;
    state.from = begun.from;
    list.replaceChildren(
      ...fitting.map((name, index) => {
        const option = document.createElement('li');
        option.id = `${list.id}-${index}`;
        option.setAttribute('role', 'option');
        option.textContent = name;
        return option;
      }),
    );
    list.hidden = false;
    said.textContent = fitting.join(', ');
    choose(state, 0);
  }

  function choose(state, at) {
    const options = [...state.list.children];
    state.at = (at + options.length) % options.length;
    options.forEach((option, index) => {
      option.setAttribute('aria-selected', String(index === state.at));
    });
    const chosen = options[state.at];
    state.area.setAttribute('aria-activedescendant', chosen.id);
    chosen.scrollIntoView({ block: 'nearest' });
  }

  function close({ area, list, said }) {
    list.hidden = true;
    said.textContent = '';
    area.removeAttribute('aria-activedescendant');
  }

  function take(state, option) {
    const { area } = state;
    area.setRangeText(`${option.textContent} `, state.from, area.selectionStart, 'end');
    close(state);
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    close(state);
    area.focus();
  }

  function steer(state, event) {
    if (state.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) choose(state, state.at + step);
    else if (event.key === 'Enter' || event.key === 'Tab') take(state, state.list.children[state.at]);
    else if (event.key === 'Escape') close(state);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
})();

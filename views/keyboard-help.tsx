const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['j', 'k'], 'next, previous ticket: in a list, and from one to the other'],
  [['Enter'], 'open it'],
  [['x'], 'tick it'],
  [['r'], 'reply'],
  [['n'], 'internal note'],
  [['c'], 'close the ticket, or the ticked ones'],
  [['a'], 'assign it to me, or the ticked ones'],
  [['m'], 'new ticket'],
  [['u'], 'back to the list'],
  [['/'], 'search'],
  [['?'], 'this sheet'],
];

const withControl = [
  ['Enter', 'send what you write'],
  ['K', 'go to a page, find a ticket or customer, do something'],
  [';', 'put a canned answer into what you write'],
] as const;

/** The keys of views/assets/keyboard.js, which opens it. */
export function KeyboardHelp() {
  return (
    <dialog id="keyboard-help" aria-labelledby="keyboard-heading">
      <h2 id="keyboard-heading">Keys</h2>
      <dl class="keys">
        {keys.map(([names, what]) => (
          <div>
            <dt>
              {names.map((name) => (
                <kbd>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
        {withControl.map(([name, what]) => (
          <div>
            <dt>
              <kbd>Ctrl</kbd>
              <kbd>{name}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="radio">
        <input type="checkbox" id="keys-off" />
        <span>Single keys do nothing in this browser (the mouse and Tab reach everything)</span>
      </label>
      <form method="dialog" class="actions">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

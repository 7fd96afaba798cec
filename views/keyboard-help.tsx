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
        <div>
          <dt>
            <kbd>Ctrl</kbd>
            <kbd>Enter</kbd>
          </dt>
          <dd>send what you write</dd>
        </div>
        <div>
          <dt>
            <kbd>Ctrl</kbd>
            <kbd>;</kbd>
          </dt>
          <dd>put a canned answer into it</dd>
        </div>
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

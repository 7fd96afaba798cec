import { t } from './words.ts';

const keys = (): readonly (readonly [keys: readonly string[], what: string])[] => [
  [['j', 'k'], t('next, previous ticket: in a list, and from one to the other')],
  [[t('Enter')], t('open it')],
  [['x'], t('tick it')],
  [['r'], t('reply')],
  [['n'], t('internal note')],
  [['c'], t('close the ticket, or the ticked ones')],
  [['a'], t('assign it to me, or the ticked ones')],
  [['m'], t('new ticket')],
  [['u'], t('back to the list')],
  [['/'], t('search')],
  [['?'], t('this sheet')],
];

const withControl = () =>
  [
    [t('Enter'), t('send what you write')],
    ['K', t('go to a page, find a ticket or customer, do something')],
    [';', t('put a canned answer into what you write')],
  ] as const;

/** The keys of views/assets/keyboard.js, which opens it. */
export function KeyboardHelp() {
  return (
    <dialog id="keyboard-help" aria-labelledby="keyboard-heading">
      <h2 id="keyboard-heading">{t('Keys')}</h2>
      <dl class="keys">
        {keys().map(([names, what]) => (
          <div>
            <dt>
              {names.map((name) => (
                <kbd>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
        {withControl().map(([name, what]) => (
          <div>
            <dt>
              <kbd>{t('Ctrl')}</kbd>
              <kbd>{name}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="radio">
        <input type="checkbox" id="keys-off" />
        <span>{t('Single keys do nothing in this browser (the mouse and Tab reach everything)')}</span>
      </label>
      <form method="dialog" class="actions">
        <button type="submit">{t('Close')}</button>
      </form>
    </dialog>
  );
}

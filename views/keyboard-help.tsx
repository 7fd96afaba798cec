import { t } from './words.ts';

const keys = (): readonly (readonly [keys: readonly string[], what: string])[] => [
  [['j', 'k'], t('next, previous ticket: in a list, and from one to the other')],
  [[t('Enter')], t('open it')],
  [['x'], t('tick it')],
  [['r'], t('reply')],
  [['n'], t('internal note')],
  [['f'], t('forward the last message')],
  [['c'], t('close the ticket, or the ticked ones')],
  [['e'], t('close the ticket and go to the next one')],
  [['w'], t('choose until when it waits')],
  [['a'], t('assign it to me, or the ticked ones')],
  [['z'], t('undo what was just done, or take back what waits to be sent')],
  [['m'], t('new ticket')],
  [['u'], t('back to the list')],
  [['/'], t('search')],
  [['?'], t('this sheet')],
  [[t('Esc')], t('leave the field; what was typed is kept')],
];

const withControl = () =>
  [
    [[t('Enter')], t('send what you write')],
    [[t('Shift'), t('Enter')], t('send it and go to the next ticket')],
    [['K'], t('go to a page, find a ticket or customer, do something')],
    [[';'], t('put a canned answer into what you write')],
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
        {withControl().map(([names, what]) => (
          <div>
            <dt>
              <kbd>{t('Ctrl')}</kbd>
              {names.map((name) => (
                <kbd>{name}</kbd>
              ))}
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

import {
  type NotificationKind,
  notificationKinds,
  notificationLabels,
} from '../../src/domain/notification.ts';
import { CsrfField, Submit } from '../form.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';

interface NotificationChoiceProps {
  readonly chosen: readonly NotificationKind[];
  readonly byMail: readonly NotificationKind[];
  readonly email: string;
  readonly isOwnMailbox: boolean;
  readonly csrf: string;
}

/** What a person wants to be told, and how. */
export function NotificationChoice(props: NotificationChoiceProps) {
  const { email, isOwnMailbox, csrf } = props;
  return (
    <section aria-labelledby="choice-heading" class="apart">
      <h2 id="choice-heading">{t('What you are told')}</h2>
      <form method="post" action="/account/notifications" class="stack">
        <CsrfField token={csrf} />
        <Choices {...props} />
        <p class="hint">
          {isOwnMailbox
            ? t('Mail to {email} comes in here as tickets, so nothing is sent to it.', { email })
            : t(
                'To {email}, two minutes later, unless you have seen the ticket by then; what happens on one ticket meanwhile is one mail. Nothing is sent for your own doing or for old mail.',
                { email },
              )}
        </p>
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </section>
  );
}

function Choices({ chosen, byMail }: NotificationChoiceProps) {
  return (
    <table class="choices">
      <thead>
        <tr>
          <td></td>
          <th scope="col">{t('In the page')}</th>
          <th scope="col">{t('By mail too')}</th>
        </tr>
      </thead>
      <tbody>
        {notificationKinds.map((kind) => (
          <tr>
            <th scope="row">{say(notificationLabels[kind])}</th>
            <Tick name={kind} label={t('in the page')} kind={kind} isChecked={chosen.includes(kind)} />
            <Tick name={`mail-${kind}`} label={t('by mail')} kind={kind} isChecked={byMail.includes(kind)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tick(props: { name: string; kind: NotificationKind; label: string; isChecked: boolean }) {
  return (
    <td>
      <input
        type="checkbox"
        name={props.name}
        value="on"
        checked={props.isChecked}
        aria-label={t('{what}: {how}', { what: say(notificationLabels[props.kind]), how: props.label })}
      />
    </td>
  );
}

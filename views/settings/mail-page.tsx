import { largestMegabytes, type MailSettingsInput } from '../../src/domain/mail-settings.ts';
import { listChoices } from '../facts/value-words.ts';
import { Fold } from '../fold.tsx';
import { Checkbox, CsrfField, Field, Lines, Notice, Radios, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import { MailLimits } from './mail-limits.tsx';

interface MailSettingsPageProps {
  readonly csrf: string;
  readonly values: MailSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
}

/** How incoming mail is understood. */
export function MailSettingsPage(props: MailSettingsPageProps) {
  return (
    <>
      <SettingsNav active="mail" />
      <div class="page-head">
        <h1>{t('Incoming mail')}</h1>
      </div>
      <form method="post" action="/settings/mail" class="stack">
        <CsrfField token={props.csrf} />
        {Object.keys(props.fields).length > 0 && (
          <Notice tone="error">
            <p>{t('Nothing was saved: the marked fields need another look.')}</p>
          </Notice>
        )}
        <FollowUps {...props} />
        <Senders {...props} />
        <Robots {...props} />
        <Sizes {...props} />
        <MailLimits {...props} />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </>
  );
}

function FollowUps({ values, fields }: MailSettingsPageProps) {
  return (
    <Fold title={t('Follow-ups')} names={['hook', 'foreignReferences']} fields={fields} isOpen>
      <Field
        name="hook"
        label={t('Ticket tag in subjects')}
        value={values.hook}
        error={fields.hook}
        hint={t(
          'Answers go out as “[{hook}10023] subject”. Tags of another form are not recognised any more after a change; the messages’ own references still are.',
          { hook: values.hook },
        )}
        isRequired
      />
      <Radios
        name="foreignReferences"
        legend={t('A message that refers to somebody else’s mail in a ticket')}
        value={values.foreignReferences}
        options={listChoices('foreignReferences', {
          same_subject: t('For senders whose programs answer an old mail to begin something new.'),
        })}
      />
    </Fold>
  );
}

function Senders({ values, fields }: MailSettingsPageProps) {
  return (
    <Fold
      title={t('Whose question it is')}
      names={['replyTo', 'unwrapsForwards', 'formAddresses']}
      fields={fields}
    >
      <Radios
        name="replyTo"
        legend={t('When a message asks for answers at another address (Reply-To)')}
        value={values.replyTo}
        options={listChoices('replyTo')}
      />
      <Checkbox
        name="unwrapsForwards"
        label={t('Mail that an agent forwards belongs to the person who wrote it')}
        isChecked={values.unwrapsForwards === 'on'}
      />
      <Lines
        name="formAddresses"
        label={t('Contact forms')}
        value={values.formAddresses}
        rows={3}
        error={fields.formAddresses}
        hint={t(
          'Addresses that a website sends its forms from, one a line. The customer is then the person who filled it in: Reply-To, else the e-mail address in the text.',
        )}
      />
    </Fold>
  );
}

const robotFields = ['blockedSenders', 'ticketsPerHour', 'autoRepliesPerDay', 'autoRepliesPerHour'] as const;

function Robots({ values, fields }: MailSettingsPageProps) {
  return (
    <Fold title={t('Robots and loops')} names={robotFields} fields={fields}>
      <Lines
        name="blockedSenders"
        label={t('Never answer automatically')}
        value={values.blockedSenders}
        rows={3}
        error={fields.blockedSenders}
        hint={t('Addresses, or domains as @example.com, one a line. Their mail is imported and labelled.')}
      />
      <Field
        name="ticketsPerHour"
        label={t('New tickets from one address within an hour')}
        value={values.ticketsPerHour}
        error={fields.ticketsPerHour}
        hint={t(
          'What comes beyond is kept and labelled as a possible loop, and never answered automatically.',
        )}
        isRequired
      />
      <Field
        name="autoRepliesPerDay"
        label={t('Automatic answers to one address within a day')}
        value={values.autoRepliesPerDay}
        error={fields.autoRepliesPerDay}
        hint={t('For groups that answer new tickets by themselves. Never two within an hour.')}
        isRequired
      />
      <Field
        name="autoRepliesPerHour"
        label={t('Automatic answers within an hour, all together')}
        value={values.autoRepliesPerHour}
        error={fields.autoRepliesPerHour}
        isRequired
      />
    </Fold>
  );
}

function Sizes({ values, fields }: MailSettingsPageProps) {
  return (
    <Fold title={t('Large messages')} names={['mostMegabytes', 'oversized']} fields={fields}>
      <Field
        name="mostMegabytes"
        label={t('Largest message, in MB')}
        value={values.mostMegabytes}
        error={fields.mostMegabytes}
        hint={t(
          'Up to {largestMegabytes}. By mail files grow by a third: 36 MB bring about 26 MB of them. Of a larger message only the header is fetched; the message itself stays in the mailbox.',
          { largestMegabytes },
        )}
        isRequired
      />
      <Radios
        name="oversized"
        legend={t('A message that is larger')}
        value={values.oversized}
        options={listChoices('oversized')}
      />
    </Fold>
  );
}

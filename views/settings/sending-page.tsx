import type { SendingSettingsInput } from '../../src/domain/sending-settings.ts';
import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';

interface SendingSettingsPageProps {
  readonly csrf: string;
  readonly values: SendingSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
}

/** How mail goes out. */
export function SendingSettingsPage({ csrf, values, fields }: SendingSettingsPageProps) {
  const field = (name: keyof SendingSettingsInput, label: string, hint: string) => (
    <Field name={name} label={label} value={values[name]} error={fields[name]} hint={hint} isRequired />
  );
  return (
    <>
      <SettingsNav active="sending" />
      <div class="page-head">
        <h1>{t('Outgoing mail')}</h1>
      </div>
      <form method="post" action="/settings/sending" class="stack">
        <CsrfField token={csrf} />
        {Object.keys(fields).length > 0 && (
          <Notice tone="error">
            <p>{t('Nothing was saved: the marked fields need another look.')}</p>
          </Notice>
        )}
        <h2>{t('Limits of each channel')}</h2>
        <p class="hint">
          {t(
            'As they stand, they are what Exchange Online takes from one mailbox. Whatever else sends from it needs its share of them.',
          )}
        </p>
        {field('connections', t('Connections at once'), t('Exchange takes 3.'))}
        {field('messagesPerMinute', t('Messages a minute'), t('Exchange takes 30; the rest waits its turn.'))}
        {field('recipientsPerDay', t('Recipients within 24 hours'), t('Exchange takes 10,000.'))}
        <h2>{t('Messages')}</h2>
        {field(
          'mostMegabytes',
          t('Largest attachments of one message together, in MB'),
          t('Up to 100. Exchange takes 35 unless its admin has allowed more, and many recipients take 25.'),
        )}
        {field('undoSeconds', t('Seconds in which a message can be taken back'), t('0 sends at once.'))}
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </>
  );
}

import type { SendingSettingsInput } from '../../src/domain/sending-settings.ts';
import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';

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
        <h1>Outgoing mail</h1>
      </div>
      <form method="post" action="/settings/sending" class="stack">
        <CsrfField token={csrf} />
        {Object.keys(fields).length > 0 && (
          <Notice tone="error">
            <p>Nothing was saved: the marked fields need another look.</p>
          </Notice>
        )}
        <h2>Limits of each channel</h2>
        <p class="hint">
          As they stand, they are what Exchange Online takes from one mailbox. Whatever else sends from it
          needs its share of them.
        </p>
        {field('connections', 'Connections at once', 'Exchange takes 3.')}
        {field('messagesPerMinute', 'Messages a minute', 'Exchange takes 30; the rest waits its turn.')}
        {field('recipientsPerDay', 'Recipients within 24 hours', 'Exchange takes 10,000.')}
        <h2>Messages</h2>
        {field(
          'mostMegabytes',
          'Largest attachments of one message together, in MB',
          'Up to 100. Exchange takes 35 unless its admin has allowed more, and many recipients take 25.',
        )}
        {field('undoSeconds', 'Seconds in which a message can be taken back', '0 sends at once.')}
        <div class="actions">
          <Submit label="Save" />
        </div>
      </form>
    </>
  );
}

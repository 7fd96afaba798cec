import type { ChannelSettingsInput } from '../../src/domain/channel-settings.ts';
import { Fold } from '../fold.tsx';
import { Checkbox, Field } from '../form.tsx';
import { t } from '../words.ts';
import { SentFields } from './sent-fields.tsx';

interface TrustProps {
  readonly values: ChannelSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
  /** Of a mailbox on a server of which it is not known how it names itself. */
  readonly asksForServers: boolean;
}

/** What few change. */
export function SentAndTrust(props: TrustProps) {
  const { values, fields } = props;
  return (
    <Fold
      title={t('Sent mail and trust')}
      names={['sentFolder', 'trustedServers']}
      fields={fields}
      isOpen={values.importsSent || values.trustsHeaders || values.trustedServers !== ''}
    >
      <SentFields {...props} />
      <TrustField {...props} />
      {props.asksForServers && <TrustedServersField {...props} />}
    </Fold>
  );
}

function TrustField({ values }: TrustProps) {
  return (
    <fieldset class="radios">
      <legend>{t('X-Postroom- header fields')}</legend>
      <Checkbox
        name="trustsHeaders"
        label={t('Obey the header fields of incoming mail')}
        isChecked={values.trustsHeaders}
        hint={t(
          'Only for a mailbox that nobody but your own systems can write to: whoever sends mail here could then choose group, owner, state and tags of a ticket.',
        )}
      />
    </fieldset>
  );
}

function TrustedServersField({ values, fields }: TrustProps) {
  return (
    <Field
      name="trustedServers"
      label={t('Mail servers whose check of senders counts')}
      value={values.trustedServers}
      error={fields.trustedServers}
      placeholder="mx.example.com"
      hint={t(
        'The name that your receiving server puts first in its Authentication-Results header field (see Raw mail of any message). With it, mail whose sender is forged is marked and joins no ticket by its number. Empty: nothing is checked.',
      )}
    />
  );
}

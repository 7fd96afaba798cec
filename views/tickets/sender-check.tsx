import type { SenderCheck } from '../../src/domain/sender-check.ts';
import { Icon } from '../icon.tsx';
import { rich, t } from '../words.ts';

/** What the verdict rests on, for people who know the words. */
const methods = (): Readonly<Record<SenderCheck['method'], string>> => ({
  internal: t('Exchange: sent inside the organization'),
  compauth: t('Exchange’s composite authentication'),
  dmarc: 'DMARC',
  arc: 'ARC',
  dkim: 'DKIM',
  spf: 'SPF',
  none: '',
});

/** Said where the receiving mail server has found that the sender's domain does not stand for the message. */
export function SenderWarning({ check, address }: { check: SenderCheck | null; address: string }) {
  if (check?.verdict !== 'failed') return null;
  return (
    <p class="sender-warning">
      <Icon name="alert" />{' '}
      <span>
        {rich(
          'It could not be verified that this message comes from {address}: the address may be forged. Ask the person in another way before you do what it says.',
          { address: <strong>{address}</strong> },
        )}{' '}
        <small>({methods()[check.method]})</small>
      </span>
    </p>
  );
}

export function SenderVerified({ check }: { check: SenderCheck | null }) {
  if (check?.verdict !== 'verified') return null;
  return (
    <span class="because" title={methods()[check.method]}>
      {t('sender verified')}
    </span>
  );
}

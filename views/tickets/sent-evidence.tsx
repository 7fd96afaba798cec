import type { SentEvidence } from '../../src/domain/sent-evidence.ts';
import { describeLookFailure } from '../facts/delivery-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface EvidenceProps {
  readonly evidence: SentEvidence | null;
  /** The channel, while it is paused. */
  readonly waitsFor: string | undefined;
}

/** What Sent Items say of a message of unknown fate. */
export function Evidence({ evidence, waitsFor }: EvidenceProps) {
  if (evidence === null && waitsFor !== undefined) {
    return (
      <p>
        {t('The channel {waitsFor} is paused: Sent Items are looked through when that is resumed.', {
          waitsFor,
        })}
      </p>
    );
  }
  if (evidence === null) return <p>{t('The mailbox’s Sent Items are being looked through for it.')}</p>;
  const at = <Time at={new Date(evidence.checkedAt)} />;
  if (evidence.failure !== '') {
    return (
      <p>
        {rich(
          'Sent Items could not be looked through at {at}: {lookFailure} Postroom tries it again; you can look there yourself: if the message is there, it was sent.',
          { at, lookFailure: describeLookFailure(evidence.failure) },
        )}
      </p>
    );
  }
  return (
    <p>
      {rich('Not in {place} as of {at}. {part}', {
        place: evidence.place,
        at,
        part: evidence.isTelling
          ? t(
              'Exchange keeps a copy of what it has taken, mostly within a minute: the longer it is missing, the surer it was not sent.',
            )
          : t('That proves little: not every server keeps a copy of what it sends.'),
      })}
    </p>
  );
}

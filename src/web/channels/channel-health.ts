import type { Health } from '../../../views/channels/health.tsx';
import { t } from '../../../views/words.ts';
import type { Channel } from '../../db/channels.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';

/** How receiving is, in words. */
export function describeReceiving(channel: Channel): Health {
  const { failureCode, failureText, receivingSince, startedAt, retryAt, failureCount, state } = channel;
  const isFailing = failureCode !== null;
  return {
    word: isFailing
      ? t('fails')
      : startedAt === null
        ? t('not started')
        : state === 'paused'
          ? t('disabled')
          : t('works'),
    isFailing,
    since: receivingSince ?? startedAt,
    nextTry: isFailing ? retryAt : null,
    failures: failureCount,
    diagnosis: isFailing ? recallDiagnosis(failureCode, failureText ?? '', channel) : undefined,
  };
}

/** How sending is, in words, whether there is anything to send or not. */
export function describeSending(channel: Channel): Health {
  const { sendingState, sendingCode, sendingText, sendingSince, sendingRetryAt, sendingFailures } = channel;
  const isFailing = sendingState === 'failing';
  return {
    word: { untried: t('not tried yet'), works: t('works'), failing: t('fails') }[sendingState],
    isFailing,
    since: sendingSince,
    nextTry: isFailing ? sendingRetryAt : null,
    failures: sendingFailures,
    diagnosis: isFailing ? recallDiagnosis(sendingCode ?? '', sendingText ?? '', channel) : undefined,
  };
}

import { t } from '../words.ts';

const signWords = (): Readonly<Record<string, string>> => ({
  own_address: t('sent from one of our addresses'),
  never_answered: t('on the list of senders that are never answered automatically'),
  too_large: t('the message was too large'),
});

/** By what a program was recognised as the author: one of our own signs, or what stands in the message. */
export function describeSign(sign: string): string {
  const most = /^flood:(\d{1,9})$/.exec(sign)?.[1];
  if (most !== undefined) return t('more than {most} new tickets from this address within an hour', { most });
  return (Object.hasOwn(signWords(), sign) ? signWords()[sign] : undefined) ?? sign;
}

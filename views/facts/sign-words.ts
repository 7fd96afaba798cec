const signWords: Readonly<Record<string, string>> = {
  own_address: 'sent from one of our addresses',
  never_answered: 'on the list of senders that are never answered automatically',
  too_large: 'the message was too large',
};

/** By what a program was recognised as the author: one of our own signs, or what stands in the message. */
export function describeSign(sign: string): string {
  const most = /^flood:(\d{1,9})$/.exec(sign)?.[1];
  if (most !== undefined) return `more than ${most} new tickets from this address within an hour`;
  return (Object.hasOwn(signWords, sign) ? signWords[sign] : undefined) ?? sign;
}

import { t } from './words.ts';

const nouns = {
  address: (number: number) =>
    t('{number, plural, one {{number} address} other {{number} addresses}}', { number }),
  answer: (number: number) =>
    t('{number, plural, one {{number} answer} other {{number} answers}}', { number }),
  attachment: (number: number) =>
    t('{number, plural, one {{number} attachment} other {{number} attachments}}', { number }),
  message: (number: number) =>
    t('{number, plural, one {{number} message} other {{number} messages}}', { number }),
  receipt: (number: number) =>
    t('{number, plural, one {{number} receipt} other {{number} receipts}}', { number }),
  recipient: (number: number) =>
    t('{number, plural, one {{number} recipient} other {{number} recipients}}', { number }),
  sender: (number: number) =>
    t('{number, plural, one {{number} sender} other {{number} senders}}', { number }),
  session: (number: number) =>
    t('{number, plural, one {{number} session} other {{number} sessions}}', { number }),
  ticket: (number: number) =>
    t('{number, plural, one {{number} ticket} other {{number} tickets}}', { number }),
} as const;

/** @returns `1 message`, `2 messages` */
export function count(number: number, noun: keyof typeof nouns): string {
  return nouns[noun](number);
}

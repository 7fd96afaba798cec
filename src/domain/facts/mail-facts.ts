import type { QuarantineReason } from './quarantine-reason.ts';
import type { FactsAbout } from './shape.ts';

interface MailSays {
  /** Somebody has opened or downloaded the whole message as it came. */
  readonly 'mail.raw_opened': { readonly receiptId?: number };
  /** By its receipt, as all of these: a message keeps that whatever becomes of it. */
  readonly 'quarantine.held': { readonly receiptId: number; readonly reason: QuarantineReason };
  /** It was tried again and still cannot be read. */
  readonly 'quarantine.retried': { readonly receiptId: number };
  /** It became an article, made of what could be had of it. */
  readonly 'quarantine.imported': { readonly receiptId: number; readonly reason: QuarantineReason };
  readonly 'quarantine.discarded': { readonly receiptId: number };
}

export type MailFact = FactsAbout<object, MailSays>;

import type { FactsAbout } from './shape.ts';

interface MailSays {
  /** Somebody has opened or downloaded the whole message as it came. */
  readonly 'mail.raw_opened': { readonly quarantineId?: number };
  readonly 'quarantine.held': { readonly quarantineId: number; readonly reason: string };
  readonly 'quarantine.retried': { readonly quarantineId: number; readonly outcome: string };
  readonly 'quarantine.imported': { readonly quarantineId: number };
  readonly 'quarantine.discarded': { readonly quarantineId: number };
  /** The sender of a message that was too large got a mail. */
  readonly 'quarantine.sender_told': { readonly quarantineId: number; readonly number: number };
  readonly 'files.imported': {
    readonly messages: number;
    readonly opened: number;
    readonly appended: number;
    readonly archived: number;
    readonly duplicate: number;
    readonly ignored: number;
    readonly quarantined: number;
  };
}

export type MailFact = FactsAbout<object, MailSays>;

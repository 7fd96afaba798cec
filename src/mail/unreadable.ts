import type { UnreadableReason } from '../domain/facts/quarantine-reason.ts';
import { AppError } from '../errors.ts';

/** A message that cannot be read, with the reason as facts. */
export class UnreadableMail extends AppError {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, cause?: unknown) {
    const what = reason.code === 'limit' ? `beyond ${reason.limit}` : reason.code;
    super('invalid', `The message cannot be read: ${what}.`, { cause });
    this.reason = reason;
  }
}

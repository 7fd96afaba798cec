import { AppError } from '../errors.ts';

const year = 365 * 86_400_000;

/** @throws AppError invalid for a time to send at that is past, or more than a year away */
export function assertIsAhead(sendAt: Date, now: Date): void {
  const wait = sendAt.getTime() - now.getTime();
  if (wait > 0 && wait <= year) return;
  const message = 'Choose a time to send at that is still to come, within a year.';
  throw new AppError('invalid', message, { fields: { sendAt: message } });
}

import { AppError } from '../errors.ts';

/**
 * @param expected when the ticket was changed last, as whoever asks has seen it; left out, whatever it is
 * @throws AppError conflict, whose field is the header that a program names it by
 */
export function assertExpected(
  { updatedAt }: { readonly updatedAt: Date },
  expected: Date | undefined,
): void {
  if (expected === undefined || expected.getTime() === updatedAt.getTime()) return;
  const message = 'The ticket has changed since you have read it; read it again.';
  throw new AppError('conflict', message, { fields: { 'If-Match': message } });
}

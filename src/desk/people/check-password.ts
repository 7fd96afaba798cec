import { isPassword } from '../../domain/password.ts';
import type { SignInTry } from '../../domain/sign-in-limit.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

const mostWaiting = 40;

/**
 * Counts the attempt before it hashes the password, and hashes few at the same time.
 * @throws AppError unavailable, with `retryAfter`, when there were too many
 */
export async function checkPassword(
  desk: Desk,
  asked: SignInTry,
  { password, hash }: { readonly password: string; readonly hash: string },
): Promise<boolean> {
  const { signInLimit, hashQueue } = desk.memory;
  const reservation = signInLimit.reserve(asked);
  if (hashQueue.pendingCount >= mostWaiting) {
    reservation.withdraw();
    throw new AppError(
      'unavailable',
      'Too many people sign in at the same moment; try again in some seconds.',
      {
        retryAfter: 5,
      },
    );
  }
  const fits = await hashQueue(() => isPassword(password, hash));
  if (fits) reservation.withdraw();
  return fits;
}

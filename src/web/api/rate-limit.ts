import { AppError } from '../../errors.ts';

/** So many requests a second go on for ever; as many as `burst` may come at once. */
interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A change is a write that waits for the disk, and every other waits behind it. */
export const readRate: Rate = { perSecond: 1000, burst: 2000 };
export const writeRate: Rate = { perSecond: 50, burst: 300 };

interface RateLimit {
  /** @throws AppError unavailable, with `retryAfter` in seconds */
  take(tokenId: number): void;
}

/** A bucket for each token, which fills again with time. Kept in memory. */
export function createRateLimit(
  { perSecond, burst }: Rate,
  clock: () => number = () => performance.now(),
): RateLimit {
  const buckets = new Map<number, { left: number; at: number }>();
  return {
    take(tokenId) {
      const now = clock();
      const bucket = buckets.get(tokenId) ?? { left: burst, at: now };
      const left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      if (left < 1) {
        const seconds = Math.max(1, Math.ceil((1 - left) / perSecond));
        const message = `The token has asked too often: ${perSecond} requests a second are the most. Wait for ${seconds} s.`;
        throw new AppError('unavailable', message, { retryAfter: seconds });
      }
      buckets.set(tokenId, { left: left - 1, at: now });
    },
  };
}

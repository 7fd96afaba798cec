import { createTotpSecret, totpAddress } from '../../domain/second-factor.ts';
import type { WebContext, WebRequest } from '../context.ts';

// The secret of an authenticator app counts once a code of it was shown; until then it is in the memory of the pages alone, which
// show it without waiting for the desk.

/** Of the session, not of its person: whoever has stolen another session of his would know the secret beforehand. */
export interface TotpOffers {
  /** @returns the one that was offered before, as when the page is shown once more with a mistake, or a new one */
  make(c: WebRequest): TotpOffer;
  /** @returns the secret; empty where none was offered, or too long ago */
  find(c: WebRequest): string;
  forget(c: WebRequest): void;
}

interface TotpOffer {
  readonly secret: string;
  /** Which an app reads from the picture. */
  readonly address: string;
}

interface Offered {
  readonly secret: string;
  /** On the clock of `performance`. */
  readonly until: number;
}

/** How long a secret is offered again. */
const offerMilliseconds = 60 * 60_000;

const keyOf = (c: WebRequest): string => c.get('sessionHash');

export function createTotpOffers({ publicUrl }: Pick<WebContext, 'publicUrl'>): TotpOffers {
  const offered = new Map<string, Offered>();
  function find(c: WebRequest): string {
    for (const [session, { until }] of offered) if (until < performance.now()) offered.delete(session);
    return offered.get(keyOf(c))?.secret ?? '';
  }
  return {
    find,
    make(c) {
      const secret = find(c) || createTotpSecret();
      offered.set(keyOf(c), { secret, until: performance.now() + offerMilliseconds });
      return { secret, address: totpAddress(secret, c.get('user').email, new URL(publicUrl).host) };
    },
    forget: (c) => void offered.delete(keyOf(c)),
  };
}

import { setTimeout } from 'node:timers/promises';
import { TOTP } from 'otpauth';

/** @returns the code that an authenticator app shows, `steps` half minutes from now */
export function createAppCode(secret: string, steps = 0): string {
  const app = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 });
  return app.generate({ timestamp: Date.now() + steps * 30_000 });
}

/** A code of the half minute before is good as long as no other begins: waits until ten seconds of this one are left. */
export async function awaitAppTime(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 10_000) await setTimeout(left);
}

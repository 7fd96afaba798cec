import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { hashToken } from './token.ts';

// Codes of an authenticator app (RFC 6238, as every such app takes them: SHA-1, six digits, thirty seconds), and the
// recovery codes for whoever has lost it.

/** Of whom a second factor is demanded. */
export interface SecondFactorDemand {
  readonly admin: boolean;
  readonly agent: boolean;
}

const period = 30;
const issuer = 'Postroom';
const codesGiven = 10;

/** @returns 160 random bits, base32 */
export function createTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** @returns the address that an app reads from the picture. @param host tells installations apart */
export function totpAddress(secret: string, email: string, host: string): string {
  return createTotp(secret, `${email} (${host})`).toString();
}

/** @returns the time step that the code is of; undefined when it is wrong. A step before or after now is taken too. */
export function findTotpStep(secret: string, code: string, now: Date): number | undefined {
  const token = code.replace(/\s+/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = createTotp(secret, '').validate({ token, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / period) + delta;
}

/** @returns the time as it is told to whom a code is refused: that of the device can be compared with it */
export function writeClock(now: Date): string {
  return now.toISOString().slice(0, 16).replace('T', ' ');
}

/** @returns ten codes of 80 random bits each, as people read them */
export function createRecoveryCodes(): string[] {
  return Array.from({ length: codesGiven }, () => {
    const letters = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32.toLowerCase();
    return letters.replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** @returns what is stored of a recovery code, however it was typed */
export function hashRecoveryCode(code: string): string {
  return hashToken(`recovery ${code.toLowerCase().replace(/[^a-z2-7]/g, '')}`);
}

function createTotp(secret: string, label: string): TOTP {
  return new TOTP({ issuer, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });
}

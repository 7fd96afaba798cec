import { TOTP } from 'otpauth';

/** @returns the code that an authenticator app shows, `steps` half minutes from now */
export function createAppCode(secret: string, steps = 0): string {
  const app = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 });
  return app.generate({ timestamp: Date.now() + steps * 30_000 });
}

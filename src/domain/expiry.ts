/** Something that ends by itself unless somebody acts. */
export interface Expiry {
  readonly kind: 'secret' | 'certificate' | 'sign_in';
  /** `secret` or `secret:2`, `certificate:3`, or `channel:7` for its sign-in. */
  readonly subject: string;
  readonly channelId: number | null;
  /** Whose secret or certificate it is. */
  readonly appId?: number;
  /** The channel's, or the app's where it has one. */
  readonly name: string;
  readonly at: Date;
}

export interface Warning extends Expiry {
  /** Days of the calendar (UTC) until then, as one counts from the day that is shown; below 0 it is over. */
  readonly daysLeft: number;
  /** The stage it has reached: 30, 14, 7 or 1 days ahead, 0 once it is over. */
  readonly stage: number;
}

const day = 86_400_000;
const stages = [0, 1, 7, 14, 30] as const;

/** https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime */
const idleDays = 90;

/** @returns when a sign-in ends that is not used any more */
export function idleEnd(refreshedAt: Date): Date {
  return new Date(refreshedAt.getTime() + idleDays * day);
}

/** @returns those that end within 30 days or have ended, the next one first */
export function findWarnings(expiries: readonly Expiry[], now: Date): Warning[] {
  const warnings = expiries.flatMap((expiry) => {
    const left = expiry.at.getTime() - now.getTime();
    const stage = stages.find((days) => left <= days * day);
    return stage === undefined ? [] : [{ ...expiry, daysLeft: countDays(now, expiry.at), stage }];
  });
  return warnings.sort((one, other) => one.at.getTime() - other.at.getTime());
}

function countDays(from: Date, to: Date): number {
  return Math.floor(to.getTime() / day) - Math.floor(from.getTime() / day);
}

/** @returns one sentence, and what to do */
export function describeWarning({ kind, name, at, stage, daysLeft }: Warning): {
  title: string;
  step: string;
} {
  const on = at.toISOString().slice(0, 10);
  const which = name === '' ? '' : ` (${name})`;
  const when = stage === 0 ? 'over' : daysLeft < 1 ? 'today' : 'soon';
  if (kind === 'secret') {
    return {
      title: {
        over: `The Client Secret${which} ended on ${on}.`,
        today: `The Client Secret${which} ends on ${on}, within a day.`,
        soon: `The Client Secret${which} ends on ${on}, in ${daysLeft} day${daysLeft === 1 ? '' : 's'}.`,
      }[when],
      step: 'In Entra open Certificates & secrets, make a new client secret, and save its Value and its day of expiry in Connect Microsoft 365 App; every channel goes on with it.',
    };
  }
  if (kind === 'certificate') {
    return {
      title: {
        over: `The certificate of the app${which} ended on ${on}.`,
        today: `The certificate of the app${which} ends on ${on}, within a day.`,
        soon: `The certificate of the app${which} ends on ${on}, in ${daysLeft} day${daysLeft === 1 ? '' : 's'}.`,
      }[when],
      step: 'In Connect Microsoft 365 App, Credentials, make the next certificate, upload its .cer file in Entra, and press Try it and use it; until then the old one goes on.',
    };
  }
  return {
    title: {
      over: `The sign-in of ${name} lies idle and ended on ${on}.`,
      today: `The sign-in of ${name} lies idle and ends on ${on}, within a day.`,
      soon: `The sign-in of ${name} lies idle and ends on ${on}, in ${daysLeft} day${daysLeft === 1 ? '' : 's'}.`,
    }[when],
    step: 'Enable the channel, so that it is used again, or press Re-authenticate.',
  };
}

import { AppError } from '../errors.ts';
import { longestAddress } from './address.ts';

/** One try of a password, before anything is known of whether it fits. */
export interface SignInTry {
  /** Who asks: an address (`networkOf`), or the mark of a browser that has signed in to this account before. */
  readonly from: string;
  /** What it is about, in lower case: an e-mail address, or a user. */
  readonly account: string;
  /** From such a browser: what strangers do to the account does not hold it up. */
  readonly isKnown: boolean;
  /** The address is shared by many people: it is a proxy whose headers are not trusted. It is slowed down, but never refused for a day. */
  readonly isShared: boolean;
}

/** A try that counts as a wrong one. */
export interface Reservation {
  /** The password was right, or was not looked at. Earlier tries go on counting. */
  withdraw(): void;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const mostEachMinute = 10;
const mostEachDay = 50;
/** An account takes so many wrong passwords a day from strangers without a pause, then one that doubles. */
const freeTries = 10;
const longestPause = minute;
const mostKept = 10_000;

export interface SignInLimit {
  /** Counts the try at once, so that many at the same moment are many. @throws AppError unavailable, with `retryAfter` */
  reserve(asked: SignInTry): Reservation;
}

/** Ten tries a minute and fifty a day of one address; for one account, growing pauses. Kept in memory. */
export function createSignInLimit(now: () => number): SignInLimit {
  const byAddress = new Map<string, number[]>();
  const byAccount = new Map<string, number[]>();
  return {
    reserve({ from, account: asked, isKnown, isShared }) {
      const at = now();
      // What is kept for a day of each of many thousands is no longer than an address can be.
      const account = asked.slice(0, longestAddress);
      const wait = Math.max(
        waitOfAddress(listRecent(byAddress, from, at), at, isShared),
        isKnown ? 0 : waitOfAccount(listRecent(byAccount, account, at), at),
      );
      if (wait > 0) throw tooMany(Math.ceil(wait / 1000));
      const counted = isKnown
        ? [[byAddress, from] as const]
        : ([
            [byAddress, from],
            [byAccount, account],
          ] as const);
      for (const [map, key] of counted) add(map, key, at);
      return {
        withdraw() {
          for (const [map, key] of counted) remove(map, key, at);
        },
      };
    },
  };
}

/** @returns what of an address stands for one household: an IPv4 address, the first 64 bits of an IPv6 one */
export function networkOf(address: string): string {
  const plain = address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

function waitOfAddress(times: readonly number[], at: number, isShared: boolean): number {
  const waitFor = (span: number, most: number) => {
    const recent = times.filter((time) => time > at - span);
    const freed = recent.at(-most);
    return freed === undefined ? 0 : freed + span - at;
  };
  return Math.max(waitFor(minute, mostEachMinute), isShared ? 0 : waitFor(day, mostEachDay));
}

function waitOfAccount(times: readonly number[], at: number): number {
  const last = times.at(-1);
  if (last === undefined || times.length < freeTries) return 0;
  const pause = Math.min(longestPause, 1000 * 2 ** (times.length - freeTries));
  return last + pause - at;
}

function listRecent(map: Map<string, number[]>, key: string, at: number): number[] {
  return (map.get(key) ?? []).filter((time) => time > at - day && time <= at);
}

function add(map: Map<string, number[]>, key: string, at: number): void {
  const times = [...listRecent(map, key, at), at].slice(-mostEachDay);
  // They are kept in the order of their last use, so the first is the one unused for longest.
  map.delete(key);
  if (map.size >= mostKept) map.delete(map.keys().next().value ?? '');
  map.set(key, times);
}

function remove(map: Map<string, number[]>, key: string, at: number): void {
  const times = map.get(key) ?? [];
  const index = times.lastIndexOf(at);
  const left = times.filter((_, other) => other !== index);
  if (left.length === 0) map.delete(key);
  else map.set(key, left);
}

function tooMany(seconds: number): AppError {
  const minutes = Math.ceil(seconds / 60);
  const message =
    seconds < 120
      ? `Too many wrong passwords; try again in ${seconds} seconds.`
      : `Too many wrong passwords; try again in ${minutes} minutes.`;
  return new AppError('unavailable', message, { retryAfter: seconds });
}

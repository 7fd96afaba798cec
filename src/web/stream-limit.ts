import { networkOf } from '../domain/sign-in-limit.ts';
import { AppError } from '../errors.ts';

/** How many streams may be open at the same moment: each is woken by every change. */
interface StreamLimits {
  /** A person with more pages open than that has forgotten most of them; a program with a stolen session has not. */
  readonly session: number;
  readonly user: number;
  /** An office may stand behind one. */
  readonly address: number;
  readonly all: number;
}

export const streamLimits: StreamLimits = { session: 30, user: 90, address: 1_000, all: 2_000 };

export interface StreamStay {
  /** Who it is, once that is known. @throws AppError unavailable, with `retryAfter`, when he has too many open */
  admit(userId: number): void;
  /** At the stream's end, however it ends; again does nothing. */
  leave(): void;
}

export interface StreamSender {
  readonly session: string;
  readonly address: string;
}

export interface StreamLimit {
  /** Whether one more of this sender would be let in. */
  isRoom(from: StreamSender): boolean;
  /** @param from nothing of it needs to be true yet: it is counted before anything is looked up */
  enter(from: StreamSender): StreamStay | 'too many';
}

export function createStreamLimit(limits: StreamLimits = streamLimits): StreamLimit {
  const open = new Map<string, number>();
  const fits = (key: string, most: number) => (open.get(key) ?? 0) < most;
  const add = (key: string, change: number) => {
    const left = (open.get(key) ?? 0) + change;
    if (left > 0) open.set(key, left);
    else open.delete(key);
  };
  const isRoom = ({ session, address }: StreamSender) =>
    fits('all', limits.all) &&
    fits(`address ${networkOf(address)}`, limits.address) &&
    fits(`session ${session}`, limits.session);
  return {
    isRoom,
    enter({ session, address }) {
      const held = new Set(['all', `address ${networkOf(address)}`, `session ${session}`]);
      if (!isRoom({ session, address })) return 'too many';
      for (const key of held) add(key, 1);
      return {
        admit(userId) {
          const key = `user ${userId}`;
          if (!fits(key, limits.user)) throw tooManyStreams();
          add(key, 1);
          held.add(key);
        },
        leave() {
          for (const key of held) add(key, -1);
          held.clear();
        },
      };
    },
  };
}

export function tooManyStreams(): AppError {
  const text = 'Too many pages of this sign-in are open; close some to see changes as they happen.';
  return new AppError('unavailable', text, { retryAfter: 60 });
}

/** The same for programs. */
export function tooManyWaiting(): AppError {
  const text = 'Too many requests of this token wait for something new; wait for their answers.';
  return new AppError('unavailable', text, { retryAfter: 25 });
}

import { type Correspondent, dateOf, type Letter, messageIdOf, writeLetter } from './sample-letter.ts';
import { automaticLetters } from './sample-letters-automatic.ts';
import { businessLetters } from './sample-letters-business.ts';
import { customerLetters } from './sample-letters-customers.ts';
import { inventLetters } from './sample-letters-invented.ts';

export interface SampleMessage {
  raw: Buffer;
  /** When it came; also in its Date field. */
  date: Date;
  /** 'INBOX' for nearly all. */
  folder: string;
  isSeen: boolean;
}

const supportBox: Correspondent = ['Brightwater Support', 'support@brightwater.example'];

/** The support box of Brightwater Canoes as it looks at `now`, oldest first. */
export function writeSampleMail(now: Date): SampleMessage[] {
  return [...writeAll([...customerLetters, ...businessLetters, ...automaticLetters], now)].sort(
    (one, other) => one.date.getTime() - other.date.getTime(),
  );
}

/** `count` further messages, made one at a time; the same `seed` and `now` give the same messages. */
export function generateSampleMail(count: number, seed: number, now: Date): Iterable<SampleMessage> {
  return writeAll(inventLetters(count, seed), now);
}

function* writeAll(letters: Iterable<Letter>, now: Date): Iterable<SampleMessage> {
  const threads = new Map<string, string[]>();
  for (const letter of letters) {
    const before = letter.answers === undefined ? [] : (threads.get(letter.answers) ?? []);
    threads.set(letter.id, [...before, messageIdOf(letter, now)]);
    yield {
      raw: writeLetter(letter, supportBox, now, before),
      date: dateOf(letter, now),
      folder: letter.folder ?? 'INBOX',
      isSeen: letter.isSeen ?? false,
    };
  }
}

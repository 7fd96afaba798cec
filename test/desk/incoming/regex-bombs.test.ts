import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deleteFilter, insertFilter } from '../../../src/db/filters.ts';
import { readMail } from '../../../src/desk/incoming/read-mail.ts';
import {
  type IncomingMail,
  loadStoreContext,
  type StoreContext,
} from '../../../src/desk/incoming/store-context.ts';
import { noActions } from '../../../src/domain/filters/filter-rule.ts';
import type { ParsedMessage } from '../../../src/domain/message.ts';
import { decideThread, listThreadKeys } from '../../../src/domain/threading.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { measureProcessorTime } from '../../support/processor-time.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// What one message may cost the desk thread, in CPU time: 100 ms, be the filter or the message ever so hostile.

const mostMilliseconds = 100;
const long = 'a'.repeat(100_000);
const patterns = [
  '^(a+)+$',
  '(a|a)*b',
  '(a*)*c',
  '((a{0,20}){0,20})x',
  '(.*)*=.*',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(?i)(a|b|ab)*c',
];
const subjects = {
  'nothing but prefixes': 'Re: '.repeat(240),
  'prefixes with numbers': 'Re[99]: '.repeat(120),
  'open brackets': '['.repeat(990),
  'closed warnings': '[external] '.repeat(90),
  'tags by the hundred': '[Ticket#1] '.repeat(90),
  'a tag that never ends': `[Ticket#${'1'.repeat(980)}`,
  blanks: `Re${' '.repeat(980)}:`,
  'one letter': 'a'.repeat(998),
  'was without end': `x ${'(was: '.repeat(160)}`,
  'beyond the header': 'Re: ['.repeat(60_000),
} as const;

let desk: TicketDesk;
before(async () => {
  desk = await openTicketDesk();
  await cost('Subject: warm\r\n\r\nup');
});
after(() => desk.close());

/** @returns the CPU milliseconds that reading the message and deciding about it takes, after parsing */
async function cost(raw: string): Promise<number> {
  const message = await parseMessage(Buffer.from(raw));
  const key = { channelId: desk.channel.id, folder: 'INBOX', numbering: '1' };
  const context = await loadStoreContext(desk.desk, desk.channel, key);
  const mail = { place: '1', raw: Buffer.from(raw), sha256: '', size: raw.length, receivedAt: new Date() };
  return measureProcessorTime(mostMilliseconds, () => decide(mail, message, context));
}

function decide(mail: Omit<IncomingMail, 'outcome'>, message: ParsedMessage, context: StoreContext): void {
  const { facts } = readMail({ ...mail, outcome: { kind: 'parsed', message } }, context);
  assert.ok(facts !== undefined);
  listThreadKeys(facts, context.thread);
  decideThread(facts, { articles: [], tickets: [], groupId: 1, holders: [] }, context.thread);
}

describe('a hostile pattern in a filter', () => {
  for (const pattern of patterns) {
    test(pattern, async () => {
      const now = new Date();
      const { id } = await desk.desk.write((tx) =>
        insertFilter(tx, {
          name: 'Bomb',
          note: '',
          isActive: true,
          match: 'any',
          conditions: (['subject', 'body'] as const).map((field) => ({
            field,
            header: '',
            operator: 'matches',
            isNegated: false,
            value: pattern,
          })),
          actions: { ...noActions, tags: ['boom'] },
          stopsAfter: false,
          createdAt: now,
          updatedAt: now,
        }),
      );
      const spent = await cost(`From: a@b.example\r\nSubject: ${long.slice(0, 990)}!\r\n\r\n${long}!\r\n`);
      await desk.desk.write((tx) => deleteFilter(tx, id));
      assert.ok(spent < mostMilliseconds, `${spent} ms`);
    });
  }
});

describe('a hostile subject', () => {
  for (const [name, subject] of Object.entries(subjects)) {
    test(name, async () => {
      const spent = await cost(`From: a@b.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
      assert.ok(spent < mostMilliseconds, `${spent} ms`);
    });
  }
});

describe('a hostile text', () => {
  const texts = {
    'reports without end': 'delivery has failed to these recipients '.repeat(5_000),
    'header lines without end': 'From: '.repeat(20_000),
    'addresses without end': 'a@'.repeat(100_000),
    'hosts that said': 'host '.repeat(30_000),
    blanks: ' '.repeat(200_000),
  };
  for (const [name, text] of Object.entries(texts)) {
    test(name, async () => {
      const spent = await cost(
        `From: mailer-daemon@b.example\r\nReturn-Path: <>\r\nSubject: Fwd: Undeliverable\r\n\r\n${text}\r\n`,
      );
      assert.ok(spent < mostMilliseconds, `${spent} ms`);
    });
  }
});

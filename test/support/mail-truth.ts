import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc } from 'drizzle-orm';
import { articles, tickets } from '../../src/db/schema/schema-tickets.ts';
import { defaultMailSettings, toMailSettingsInput } from '../../src/domain/mail-settings.ts';
import { lookAtNewest, type Outcome } from './mail-outcome.ts';
import { openTicketDesk, type Person, type TicketDesk } from './ticket-desk.ts';

/** A question that was answered and closed before the message comes in. */
export interface Talk {
  readonly number: number;
  /** Of our answer. */
  readonly messageId: string;
  readonly customer: string;
  /** Of the customer's question. */
  readonly questionId: string;
}
/** What has to be so; `!` in front of a word says that it must not be there. */
export interface Wanted extends Partial<Record<keyof Omit<Outcome, 'files' | 'inline' | 'number'>, string>> {
  readonly files?: readonly string[];
  readonly inline?: readonly string[];
  /** It joined the ticket of the talk. */
  readonly joins?: boolean;
}
/** A message as it comes in, and what a person would call right. */
export type Case = readonly [
  name: string,
  raw: string | Buffer | ((talk: Talk) => string | Buffer),
  wanted: Wanted,
];

/** Delivers each message to a desk, and holds what it has become against what was wanted. */
export function runCases(cases: readonly Case[]): void {
  let desk: TicketDesk;
  let ada: Person;
  before(async () => {
    desk = await openTicketDesk();
    ada = await desk.signIn('admin', 'Ada Admin');
    // One customer writes more of them than a person would.
    const { unwrapsForwards, ...input } = toMailSettingsInput(defaultMailSettings);
    const changed = { ...input, unwrapsForwards, ticketsPerHour: '1000' };
    assert.equal((await ada.post('/settings/mail', changed)).status, 303);
  });
  after(() => desk.close());
  for (const [index, [name, raw, wanted]] of cases.entries()) {
    test(name, async () => {
      const talk = typeof raw === 'function' ? await answerAndClose(desk, ada, index) : undefined;
      const mail = typeof raw === 'function' && talk !== undefined ? raw(talk) : raw;
      const [outcome] = await desk.deliver(mail as string);
      assert.match(outcome ?? '', /opened|appended/);
      check(await lookAtNewest(desk, ada), wanted, talk);
    });
  }
}

async function answerAndClose(desk: TicketDesk, ada: Person, index: number): Promise<Talk> {
  const customer = `kim${index}+shop@kunde.example`;
  const questionId = `question${index}@kunde.example`;
  await desk.deliver(
    `From: Kim <${customer}>\r\nTo: support@postroom.example\r\nSubject: Question ${index}\r\nMessage-ID: <${questionId}>\r\n\r\nHow long?`,
  );
  const [ticket] = await desk.desk.read.select().from(tickets).orderBy(desc(tickets.id)).limit(1);
  const fields = { key: `form-key-truth-${index}`, to: customer, text: 'Two years.', state: 'closed' };
  assert.equal((await ada.post(`/tickets/${ticket?.number}/replies`, fields)).status, 303);
  const [answer] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  return { number: ticket?.number ?? 0, messageId: answer?.messageId ?? '', customer, questionId };
}

function check(seen: Outcome, wanted: Wanted, talk: Talk | undefined): void {
  for (const [key, value] of Object.entries(wanted)) {
    if (key === 'joins') assert.equal(seen.number === talk?.number, value, `in #${seen.number}`);
    else if (key === 'files' || key === 'inline') assert.deepEqual(seen[key], value);
    else {
      const found = String(seen[key as keyof Outcome]);
      for (const word of String(value).split('|')) {
        const isThere = word.startsWith('!') ? !found.includes(word.slice(1)) : found.includes(word);
        assert.ok(isThere && (word !== '' || found === ''), `${key}: ${word}\n${found.slice(0, 300)}`);
      }
    }
  }
}

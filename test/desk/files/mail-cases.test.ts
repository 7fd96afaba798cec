import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { customers, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { updateUser } from '../../../src/db/users.ts';
import { importFiles } from '../../../src/desk/files/import-files.ts';
import type { FileResult } from '../../../src/domain/file-batch.ts';
import { listMailCases, type MailCheck } from '../../support/mail-cases.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

/** What a case's mail has become: the line of `import --json`, and the ticket's page as a person reads it. */
interface Outcome {
  readonly result: FileResult;
  readonly page: string;
  readonly replyTo: string;
  readonly customer: string;
}

/** What only a browser can tell is checked in test/e2e; what needs an answer of ours first, in test/desk/incoming. */
const elsewhere = new Set(['img', 'pgap', 'contrast', 'rtl', 'folded', 'shown', 'httpimg', 'reopened']);

describe('every mail case comes out as a person would call right', () => {
  const cases = listMailCases();
  let desk: TicketDesk;
  const outcomes = new Map<string, Outcome>();
  before(async () => {
    desk = await openTicketDesk({ address: 'support@desk.example', userName: 'support@desk.example' });
    const person = await desk.signIn('admin');
    const { id } = await desk.signIn('agent', 'Ada Agent');
    await desk.desk.write((tx) => updateUser(tx, id, { email: 'ada@desk.example' }));
    const mails = cases.map(({ name, raw }) => ({
      path: `${name}.eml`,
      raw: raw.toString('base64'),
      size: raw.length,
      isOversized: false,
      deliveredAt: undefined,
    }));
    const batch = { group: undefined, archiveBefore: undefined, withText: true, mails };
    const results = await importFiles.perform(desk.desk, { kind: 'command_line' }, batch);
    for (const [index, { name }] of cases.entries()) {
      const result = results[index];
      if (result !== undefined) outcomes.set(name, await look(desk, person, result));
    }
  });
  after(() => desk.close());
  for (const { name, checks } of cases) {
    test(name, () => {
      const outcome = outcomes.get(name);
      assert.ok(outcome !== undefined);
      assert.equal(outcome.result.outcome, 'opened');
      for (const check of checks) if (!elsewhere.has(check.of)) assertCheck(check, outcome);
    });
  }
});

async function look({ desk }: TicketDesk, person: Person, result: FileResult): Promise<Outcome> {
  const html = await (await person.get(`/tickets/${result.number}`)).text();
  const frames = [...html.matchAll(/<iframe[^>]* src="([^"]+)"/g)].map((match) => match[1] ?? '');
  const bodies = await Promise.all(frames.map(async (src) => (await person.get(decode(src))).text()));
  const [customer] = await desk.read
    .select({ email: customers.email })
    .from(tickets)
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .where(eq(tickets.id, result.ticket ?? 0));
  const [, replyTo = ''] = /<input[^>]* name="to" value="([^"]*)"/.exec(html) ?? [];
  return {
    result,
    page: [html, ...bodies].map(readPage).join('\n'),
    replyTo: decode(replyTo),
    customer: customer?.email ?? '',
  };
}

function readPage(html: string): string {
  return decode(html.replace(/<(style|script|head)\b[\s\S]*?<\/\1>|<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

function decode(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => names[name] ?? whole);
}

function assertCheck({ of, how, value }: MailCheck, outcome: Outcome): void {
  const { attachments, subject, from, text } = outcome.result;
  const names = attachments.map(({ name }) => name);
  if (of === 'natt') assert.equal(attachments.length, Number(value), names.join());
  else if (of === 'attsize') {
    const [name, size] = value.split(' ');
    assert.equal(attachments.find((file) => file.name === name)?.size, Number(size));
  } else if (of === 'att') {
    assert.equal(
      names.some((name) => name.includes(value)),
      how === '~',
      `${value} in ${names.join()}`,
    );
  } else {
    const seen: Record<string, string> = {
      text: text ?? '',
      subject: subject ?? '',
      from: `${from?.name} <${from?.address}>`,
      page: outcome.page,
      customer: outcome.customer,
      replyto: outcome.replyTo,
    };
    const found = seen[of];
    assert.ok(found !== undefined, `a check of ${of}`);
    if (how === '=') assert.match(found, new RegExp(`^(?:.*<)?${RegExp.escape(value)}>?$`));
    else assert.equal(found.includes(value), how === '~', `${of}${how} ${value} in\n${found}`);
  }
}

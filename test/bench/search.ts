import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { searchTickets } from '../../src/db/search.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { openImportDesk } from '../support/import-desk.ts';

// Searches among many articles: the corpus again and again, each time as other tickets of other customers.

const { values } = parseArgs({ options: { messages: { type: 'string', default: '100000' } } });
const count = Number(values.messages);
const searches = [
  'linux',
  'the',
  'free money',
  '"linux kernel"',
  'from:customer77',
  'customer:number500 linux',
  'linux -kernel',
  'linux has:attachment',
  'linux after:2026-01-02',
  'state:closed owner:nobody',
  'after:2026-01-02',
  '#10500',
  'zzyzx',
];
const { desk, close } = await openImportDesk();
const raws = readCorpusMail(2000);
const bodies: { subject: string; text: string }[] = [];
for (let start = 0; start < raws.length; start += 100) {
  const outcomes = await desk.parser.parse(raws.slice(start, start + 100));
  for (const outcome of outcomes) if (outcome.kind === 'parsed') bodies.push(outcome.message);
}
const began = performance.now();
for (let start = 0; start < count; start += 1000) await fill(start, Math.min(count, start + 1000));
const fillSeconds = (performance.now() - began) / 1000;
const viewer = { userId: 1, isAdmin: true };
const milliseconds: Record<string, number> = {};
for (const input of searches) {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    await searchTickets(desk.read, viewer, { input, limit: 50 });
    times.push(performance.now() - start);
  }
  milliseconds[input] = Math.round(times.sort((a, b) => a - b)[2] ?? 0);
}
const [size] = await desk.read.all<{ kib: number }>(
  sql`SELECT sum(length(block)) / 1024 AS kib FROM search_index_data`,
);
const [text] = await desk.read.all<{ kib: number }>(
  sql`SELECT sum(length(text)) / 1024 AS kib FROM articles`,
);
process.stdout.write(
  `${JSON.stringify({ benchmark: 'search', articles: count, fillSeconds, indexMiB: Math.round((size?.kib ?? 0) / 1024), textMiB: Math.round((text?.kib ?? 0) / 1024), milliseconds })}\n`,
);
await close();

/** Two articles to a ticket, four tickets to a customer. */
async function fill(from: number, to: number): Promise<void> {
  await desk.write(async (tx) => {
    for (let index = from; index < to; index++) {
      const { subject, text } = bodies[(index * 7919) % bodies.length] ?? { subject: '', text: '' };
      const ticket = (index >> 1) + 1;
      const customer = (index >> 3) + 1;
      const at = Date.UTC(2026, 0, 1) + index * 60_000;
      if (index % 8 === 0)
        await tx.run(
          sql`INSERT INTO customers (id, name, email, created_at) VALUES (${customer}, ${`Number${customer} Smith`}, ${`customer${customer}@shop.example`}, ${at})`,
        );
      if (index % 2 === 0)
        await tx.run(
          sql`INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
            VALUES (${ticket}, ${10_000 + ticket}, ${subject}, 1, ${customer}, ${index % 3 === 0 ? 'closed' : 'open'}, ${at}, ${at}, ${at})`,
        );
      await tx.run(
        sql`INSERT INTO articles (ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject, in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
          VALUES (${ticket}, 'email', 'in', ${`Number${customer}`}, ${`customer${customer}@shop.example`}, '[]', '[{"name":"","address":"support@postroom.example"}]', '[]', ${subject}, '[]', '[]', ${text}, 'no', '', 0, ${at}, ${at})`,
      );
    }
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import { createVisitor } from '../support/app.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { makeScaleFile, scaleAdmin } from '../support/scale-file.ts';
import { describeTimes } from '../support/times.ts';
import { serveScaleFile } from './scale-load.ts';

// Tickets of many messages in HTML that nobody has opened yet: their page, and with it the messages that stand open, each in a
// frame; then the same again. --data FILE takes the file of `scale`, and adds the tickets to it.

const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string', default: join(tmpdir(), `postroom-first-view-${process.pid}.db`) },
    articles: { type: 'string', default: '100' },
    runs: { type: 'string', default: '15' },
  },
});
const runs = Number(values.runs);
const articles = Number(values.articles);
if (!existsSync(values.data)) await makeScaleFile(values.data, Number(values.tickets));
const numbers = await addTickets();
const served = await serveScaleFile(values.data, Number(values.tickets), values.program);
const admin = createVisitor(served.url);
await admin.post('/login', scaleAdmin);
// What the program does once in its life is no part of a view.
await view(10_001);
const views = { page: [] as number[], withFrames: [] as number[], again: [] as number[], frames: 0 };
for (const number of numbers) {
  const { page, withFrames, frames } = await view(number);
  views.page.push(page);
  views.withFrames.push(withFrames);
  views.frames += frames;
  // Who reads on sees what was folded.
  await wait(2000);
  views.again.push((await view(number)).page);
}
await served.stop();
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'first-view',
    articles,
    framesOpen: views.frames / runs,
    page: describeTimes(views.page),
    withFrames: describeTimes(views.withFrames),
    again: describeTimes(views.again),
  })}\n`,
);

/** The page and the frames in it that a browser asks for at once: those that stand open. */
async function view(number: number): Promise<{ page: number; withFrames: number; frames: number }> {
  const began = performance.now();
  const html = await (await admin.get(`/tickets/${number}`)).text();
  const page = performance.now() - began;
  const open = html.split('<article ').filter((each) => each.includes('<details open'));
  const frames = open.flatMap((each) => /\/articles\/\d+\/body/.exec(each)?.[0] ?? []);
  await Promise.all(frames.map(async (path) => (await admin.get(path)).arrayBuffer()));
  return { page, withFrames: performance.now() - began, frames: frames.length };
}

/** By the program's own import; as if it had been long ago, else the program would make their HTML ready by itself. */
async function addTickets(): Promise<number[]> {
  const { command, args } = selfCommand('import', '-', '--data', values.data, '--group', 'Group 1');
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const subject = `A long story ${process.pid}`;
  for (const mail of listMails(subject))
    if (!child.stdin.write(mail, 'latin1')) await once(child.stdin, 'drain');
  child.stdin.end();
  await once(child, 'exit');
  const db = new DatabaseSync(values.data);
  const found = db.prepare('SELECT id, number FROM tickets WHERE subject = ? ORDER BY id').all(subject);
  for (const { id } of found)
    db.prepare('UPDATE articles SET created_at = 0 WHERE ticket_id = ?').run(id ?? 0);
  db.close();
  if (found.length !== runs) throw new Error(`${found.length} tickets; expected ${runs}`);
  return found.map(({ number }) => Number(number));
}

/** Mails of the corpus that are in HTML, as one conversation after the other. */
function* listMails(subject: string): Generator<string> {
  const raws = readCorpusMail(6000)
    .map((raw) => raw.toString('latin1'))
    .filter((raw) => /^content-type: *text\/html/im.test(raw) && raw.length < 60_000);
  for (let at = 0; at < runs * articles; at++) {
    const ticket = Math.floor(at / articles);
    const [first, own] = [
      `<${process.pid}-${ticket}-0@long.example>`,
      `<${process.pid}-${ticket}-${at % articles}@long.example>`,
    ];
    const head = [
      'From sender@load.example Mon Mar  2 10:00:00 2026',
      `From: Customer <customer${ticket}@long.example>`,
      `Subject: ${subject}`,
      `Message-ID: ${own}`,
      ...(own === first ? [] : [`In-Reply-To: ${first}`]),
    ];
    const rest = (raws[at % raws.length] ?? '')
      .replace(/^From .*\r\n/, '')
      .replace(
        /^(from|subject|message-id|in-reply-to|references|reply-to|date|precedence|list-\S+|auto-\S+):.*\r\n([ \t].*\r\n)*/gim,
        '',
      )
      .replaceAll(/^(?=>*From )/gm, '>');
    yield `${head.join('\n')}\n${rest}\n\n`;
  }
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDataFile } from '../../src/db/care/check.ts';
import { unwatchedWork } from '../../src/db/care/long-work.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { fuzzFactor } from '../support/mutate-bytes.ts';
import { listPlainForms, type PlainForm } from '../support/plain-forms.ts';
import { createRandom } from '../support/random.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// Several people send forms of the pages that they come by, also in the same moment, while mail comes in: nothing answers 500,
// and `check` finds counts, references and indexes as they have to be. Replay a failure by its seed.

const seed = 20_261_129;
const steps = 120 * fuzzFactor;
/** What ends a session, or the run, instead of changing anything. */
const isLeftAlone = (path: string) =>
  /^\/(?:logout|login|[a-z]+-password|account\/(?:password|ended-sessions|second-factor|passkeys)|settings\/users\/\d+)/.test(
    path,
  );

const random = createRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const typed = [
  '',
  '1',
  '2',
  '3',
  '10003',
  '10017',
  'open',
  'closed',
  'waiting',
  'high',
  'urgent',
  'Parcel',
  '@Ben look',
];
const customers = ['Carla', 'Dora', 'Emil'];

function writeMail(number: number): string {
  const name = pick(customers);
  const answered =
    random() < 0.4 ? `In-Reply-To: <${Math.floor(random() * number)}@customer.example>\r\n` : '';
  const subject =
    random() < 0.3 ? `Re: Parcel [Ticket#${10_001 + Math.floor(random() * 40)}]` : pick(['Parcel', 'Bill']);
  const head = `From: ${name} <${name.toLowerCase()}@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\n`;
  return `${head}Message-ID: <${number}@customer.example>\r\n${answered}\r\nWhere is it? ${number}\r\n`;
}

/** Pages of one kind together: there are many tickets, and one page of settings. */
class Places {
  readonly #kinds = new Map<string, Set<string>>();

  add(path: string): void {
    const kind = path.replace(/\?.*/, '').replace(/\d+/g, 'N');
    if (!isLeftAlone(path)) this.#kinds.set(kind, (this.#kinds.get(kind) ?? new Set()).add(path));
  }

  addLinksOf(html: string): void {
    for (const [, path = ''] of html.matchAll(/<a\b[^>]*\bhref="(\/(?!\/)[^"#]*)/g))
      this.add(path.replaceAll('&amp;', '&'));
  }

  any(): string {
    const isTicket = random() < 0.4;
    return pick([
      ...((isTicket ? this.#kinds.get('/tickets/N') : undefined) ?? pick([...this.#kinds.values()])),
    ]);
  }
}

async function readPage(answer: Response, said: unknown): Promise<string> {
  const text = await answer.text();
  assert.ok(
    answer.status < 500,
    `seed ${seed}: ${answer.status} for ${JSON.stringify(said)}: ${text.slice(0, 2000)}`,
  );
  return text;
}

/** Goes to a page and sends one of its forms, with some of the fields filled in otherwise. @returns the kind of form */
async function takeStep(person: Person, places: Places): Promise<string | undefined> {
  const path = places.any();
  const page = await person.get(path);
  if (!/html/.test(page.headers.get('content-type') ?? '')) return undefined;
  const html = await readPage(page, path);
  places.addLinksOf(html);
  const forms = listPlainForms(path, html).forms.filter(
    ({ method, action }) => method === 'post' && !isLeftAlone(action),
  );
  if (forms.length === 0) return undefined;
  const form = fillIn(pick(forms));
  const answer = form.isMultipart
    ? await person.send(form.action, Object.fromEntries(form.fields), [])
    : await person.post(form.action, form.fields);
  await readPage(answer, form);
  const next = answer.headers.get('location');
  if (next?.startsWith('/') === true) places.addLinksOf(await readPage(await person.get(next), next));
  return form.action.replace(/\?.*/, '').replace(/\d+/g, 'N');
}

function fillIn(form: PlainForm): PlainForm {
  const isKept = (name: string) => name === 'csrf' || name === 'key' || random() < 0.6;
  return { ...form, fields: form.fields.map(([name, value]) => [name, isKept(name) ? value : pick(typed)]) };
}

async function listFindings(desk: TicketDesk): Promise<unknown[]> {
  const findings: unknown[] = [];
  for await (const finding of checkDataFile(desk.desk.read, unwatchedWork)) findings.push(finding);
  return findings;
}

test('people who send forms at once leave nothing that check would find, and get no 500', async () => {
  const desk = await openTicketDesk();
  const people = [
    await desk.signIn('admin', 'Ada'),
    await desk.signIn('agent', 'Ben'),
    await desk.signIn('agent', 'Cleo', { 1: 'answer' }),
    await desk.signIn('admin', 'Eve'),
  ];
  let mails = 0;
  const deliver = (count: number) => desk.deliver(...Array.from({ length: count }, () => writeMail(mails++)));
  await desk.deliver(...readCorpusMail(20));
  await deliver(20);
  const places = new Places();
  for (const { path } of desk.routes.filter(({ method }) => method === 'GET'))
    if (!/[:*]|^\/(?:api|mcp|events|assets|metrics)\b/.test(path)) places.add(path);
  const sent = new Set<string | undefined>();
  for (let step = 0; step < steps; step++) {
    const together = Array.from({ length: step % 3 === 0 ? 3 : 1 }, () => takeStep(pick(people), places));
    for (const kind of await Promise.all(together)) sent.add(kind);
    if (step % 10 === 9) await deliver(3);
  }
  assert.deepEqual(await listFindings(desk), []);
  assert.ok(sent.size > 20, `${sent.size} kinds of forms`);
  await desk.close();
});

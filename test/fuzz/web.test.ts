import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fuzzFactor } from '../support/mutate-bytes.ts';
import { createRandom } from '../support/random.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// Forms, searches and returns from Microsoft with what nobody would type. Nothing answers 500, nothing hangs. Replay a
// failure by its seed.

const seed = 20_261_128;
const rounds = fuzzFactor;
let desk: TicketDesk;
let people = 0;
before(async () => {
  desk = await openTicketDesk();
  const head = 'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\n';
  await desk.deliver(`${head}Subject: Parcel\r\nMessage-ID: <a@customer.example>\r\n\r\nWhere is it?\r\n`);
});
after(() => desk.close());

const random = createRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** What breaks readers: of numbers, dates, SQL, HTML, patterns, encodings and names of objects. */
const values = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1',
    '2',
    '1e309',
    '9007199254740993',
    '99999999999999999999',
    '0x10',
    'NaN',
    'true',
    'on',
  ],
  ...["' OR 1=1 --", '"', 'NEAR(', 'col:x', '*', '"a" AND', '^', '(((((', '%', '_', '\\', '`'],
  ...[
    '<script>alert(1)</script>',
    '&#x3c;',
    '{{customer}}',
    '{{',
    '#{7*7}',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    '\0',
    'a\0b',
    '\u202e',
    '\ud800',
    '\udfff\ud800',
    '\u{1F512}',
    'é'.repeat(300),
    'a'.repeat(5_000),
    '\r\nBcc: x@y.example',
  ],
  ...[
    '^(a+)+$',
    '[',
    '(?<=',
    '\\',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '../../etc/passwd',
  ],
  ...[
    'a@b.example',
    'a@b.example, "x" <c@d.example>',
    '<@',
    'a@',
    '2026-02-30',
    '0000-00-00',
    '2026-11-28',
    '24:61',
  ],
];

interface Form {
  readonly action: string;
  readonly names: readonly string[];
}

/** Of a page, with the fields that they have. */
function findForms(html: string): Form[] {
  return [...html.matchAll(/<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].flatMap(([form]) => {
    const action = /action="([^"]*)"/.exec(form)?.[1]?.replaceAll('&amp;', '&');
    const names = [...form.matchAll(/\bname="([^"]+)"/g)].map(([, name = '']) => name);
    return action === undefined
      ? []
      : [{ action, names: [...new Set(names)].filter((name) => name !== 'csrf') }];
  });
}

/** Every page and every form's place, as the program's own table has them: none can be left out. */
function listPaths(method: 'GET' | 'POST'): string[] {
  const paths = desk.routes.filter((route) => route.method === method).map(({ path }) => path);
  const ours = [...new Set(paths)].filter((path) => !/\*|^\/(?:api|mcp|assets|events|metrics)\b/.test(path));
  return ours.map((path) =>
    path
      .replace(/^(\/tickets\/):\w+(?:\{[^}]*\})?/, '$110001')
      .replace(/:\w+(?:\{(?:[^{}]|\{[^}]*\})*\})?/g, '1'),
  );
}

/** Forms end sessions, disable and delete: each part begins with somebody new. */
const signIn = (role: 'admin' | 'agent'): Promise<Person> => desk.signIn(role, `Fuzz ${role} ${++people}`);

async function assertNoFault(answer: Response, said: unknown): Promise<void> {
  if (answer.status < 500) return;
  assert.fail(
    `seed ${seed}: ${answer.status} for ${JSON.stringify(said)}: ${(await answer.text()).slice(0, 2000)}`,
  );
}

test('no form of any page answers anything with 500', async () => {
  const forms = new Map<string, Form>();
  const first = await signIn('admin');
  for (const path of listPaths('GET')) {
    const answer = await first.get(path);
    await assertNoFault(answer, path);
    if (!/html/.test(answer.headers.get('content-type') ?? '')) continue;
    for (const form of findForms(await answer.text())) forms.set(form.action.replace(/\?.*/, ''), form);
  }
  assert.ok(forms.size > 50, `${forms.size} forms`);
  // What no page has just now, because there is nothing that it could be done with, is sent too.
  for (const action of listPaths('POST')) {
    if (!forms.has(action)) forms.set(action, { action, names: ['id', 'name', 'text', 'q', 'key', 'group'] });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { action, names }] of [...forms.values()].entries()) {
      const person = await signIn((index + round) % 3 === 2 ? 'agent' : 'admin');
      const fields = Object.fromEntries([...names, '__proto__', 'x'].map((name) => [name, pick(values)]));
      await assertNoFault(await person.post(action, fields), { action, fields });
    }
  }
});

test('no search, filter or page number answers anything with 500', async () => {
  const person = await signIn('admin');
  const names = [
    'q',
    'view',
    'state',
    'group',
    'owner',
    'tag',
    'before',
    'after',
    'page',
    'user',
    'subject',
    'from',
    'to',
  ];
  const paths = [
    '/tickets',
    '/customers',
    '/outbox',
    '/quarantine',
    '/settings/audit',
    '/trace',
    '/customers/suggestions',
  ];
  for (let n = 0; n < 400 * fuzzFactor; n += 1) {
    const query = new URLSearchParams(
      [1, 2, 3].map(() => [pick(names), `${pick(values)} ${pick(values)}`.trim()]),
    );
    const path = `${pick(paths)}?${query}`;
    await assertNoFault(await person.get(path), path);
  }
});

test('no return from Microsoft answers anything with 500', async () => {
  const person = await signIn('admin');
  const names = ['state', 'code', 'error', 'error_description', 'admin_consent', 'tenant', 'session_state'];
  for (let n = 0; n < 200 * fuzzFactor; n += 1) {
    const query = new URLSearchParams([1, 2, 3].map(() => [pick(names), pick(values)]));
    const who = n % 2 === 0 ? person : desk.nobody;
    const answer = await who.get(`/oauth/microsoft/callback?${query}`, {
      cookie: `sid=${who.token}; microsoft=x`,
    });
    await assertNoFault(answer, String(query));
    assert.doesNotMatch(await answer.text(), /<script>alert|javascript:alert/);
  }
});

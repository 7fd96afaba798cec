import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  everyImportIsThere,
  layersImportOnlyWhatTheyMay,
  nothingImportsInACircle,
  type Rule,
  type SourceFile,
} from './support/architecture.ts';
import { findUnusedExports } from './support/export-rules.ts';
import { findLongFunctions } from './support/function-rules.ts';
import { findKnownWeaknesses, findUnlockedPackages, type LockFile } from './support/lock-rules.ts';
import { findRoomBreaches, findRoomCircles, readRoomTables } from './support/room-rules.ts';
import * as rules from './support/source-rules.ts';

const files = globSync('{src,views}/**/*.{ts,tsx}').sort().map(readSource);
const lock: LockFile = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** For each rule, sources that break it: every one of them has to be found. */
const broken: readonly (readonly [string, Rule, readonly (readonly SourceFile[])[]])[] = [
  [
    'layers import only what they may',
    layersImportOnlyWhatTheyMay,
    [
      source('src/domain/ticket.ts', "import type { Reader } from '../db/open.ts';"),
      source('src/web/login.ts', "import { logIn } from '../desk/log-in.ts';"),
      source('src/web/login.ts', "import {\n  sea,\n} from '../sea.ts';"),
      source('src/desk/fetch.ts', "import { ImapFlow } from 'imapflow';"),
      source('src/mail/imap.ts', "export { client } from '@libsql/client/sqlite3';"),
      source('src/desk/read.ts', "const { drizzle } = await import('drizzle-orm/libsql');"),
      source('src/db/tickets.ts', "import '../mail/parse.ts';"),
      source('src/app.ts', "import { getAsset } from 'node:sea';"),
      source('src/app.ts', "import { startSandbox } from './sandbox/tenant.ts';"),
      source('views/page.tsx', "import { Hono } from 'hono';"),
      source('views/page.tsx', "import type { Users } from '../src/db/users.ts';"),
    ],
  ],
  [
    'every import is there',
    everyImportIsThere,
    [source('src/app.ts', "import { serve } from './nowhere.ts';")],
  ],
  [
    'nothing imports in a circle',
    nothingImportsInACircle,
    [
      [
        ...source('src/a.ts', "import './b.ts';"),
        ...source('src/b.ts', "export type { C } from './c.ts';"),
        ...source('src/c.ts', "import { a } from './a.ts';"),
      ],
    ],
  ],
  [
    'only config reads the environment',
    rules.environmentIsReadInConfigAlone,
    [
      source('src/app.ts', 'const home = process.env.HOME;'),
      source('src/app.ts', "import { env } from 'node:process';"),
    ],
  ],
  [
    'only the wiring ends the process',
    rules.onlyWiringEndsTheProcess,
    [source('src/desk/stop.ts', 'process.exit(1);')],
  ],
  [
    'the domain is pure',
    rules.theDomainIsPure,
    [
      source('src/domain/age.ts', 'const now = Date.now();'),
      source('src/domain/age.ts', 'const now = new Date();'),
      source('src/domain/age.ts', "import { readFile } from 'node:fs/promises';"),
    ],
  ],
  [
    'sentences are neither stored nor compared',
    rules.sentencesAreNeitherStoredNorCompared,
    [
      source('src/domain/threading.ts', "const explanation = 'became a follow-up by its tag';"),
      source('src/desk/incoming/check-rate.ts', "return { because: 'more new tickets than allowed' };"),
      source(
        'src/desk/tickets/merge.ts',
        "await insert(tx, { ticketId, message: 'merged into another one' });",
      ),
      source(
        'src/desk/outbox/send-allowance.ts',
        "const changes = { serverReply: 'A limit of ours: so many recipients' };",
      ),
      source('src/desk/channels/finish-sign-in.ts', "const words = 'somebody else has signed in';"),
      source('src/domain/threading.ts', "return reason.endsWith(', where another group has it');"),
      source('src/domain/auto-reply.ts', "if (sender.because === 'sent via a list') return;"),
      source('src/desk/quarantine-mail.ts', 'const kind = /at most .* accepted/.test(outcome.reason);'),
    ],
  ],
  [
    'nothing is a default export',
    rules.nothingIsADefaultExport,
    [source('src/a.ts', 'export default 1;'), source('src/a.ts', 'export { a as default };')],
  ],
  [
    'there are no barrels',
    rules.thereAreNoBarrels,
    [
      source('src/mail/all.ts', "export { a } from './a.ts';\nexport type { B } from './b.ts';"),
      source('src/mail/some.ts', "export * from './a.ts';\nexport const b = 1;"),
      source('src/mail/index.ts', 'export const a = 1;'),
    ],
  ],
  [
    'names say what things hold',
    rules.namesSayWhatThingsHold,
    [
      source('src/mail/mail-utils.ts', ''),
      source('src/common/mail.ts', ''),
      source('src/mail/MailParser.ts', ''),
      source('src/mail/mail.ts', 'export class MailManager {}'),
      source('src/mail/mail.ts', 'const clickHandler = 1;'),
    ],
  ],
  [
    'files are short',
    rules.filesAreShort,
    [
      [
        ...source('src/long.ts', '\n'.repeat(301)),
        ...source('src/short.ts', ''),
        ...source('src/shorter.ts', ''),
      ],
      source('src/rather-long.ts', '\n'.repeat(101)),
    ],
  ],
  [
    'fields stand alone',
    rules.fieldsStandAlone,
    [source('src/a.ts', 'const mail = { ...{ from, to }, subject };')],
  ],
  [
    'tables hold their rows alone',
    rules.tablesHoldTheirRowsAlone,
    [
      source('src/a.ts', 'export const kinds: Readonly<Record<string, number>> = {'),
      source('views/a.tsx', 'const kinds: Partial<Record<string, () => string>> = { a: () => "" };'),
    ],
  ],
  [
    'failures are not swallowed',
    rules.failuresAreNotSwallowed,
    [
      source('src/a.ts', 'try { a(); } catch {}'),
      source('src/a.ts', 'try { a(); } catch (error) {\n  // it happens\n}'),
      source('src/a.ts', 'await a().catch(() => {});'),
    ],
  ],
  [
    'views hold no scripts',
    rules.viewsHoldNoScripts,
    [
      source('views/a.tsx', '<a hx-on:click="go()">'),
      source('views/a.tsx', '<a href="javascript:go()">'),
      source('views/a.tsx', '<a hx-vals="js:{a: 1}">'),
      source('views/a.tsx', '<a hx-trigger="click[ctrlKey]">'),
      source('views/a.tsx', '<p style="color: red">'),
      source('views/a.tsx', '<style>p {}</style>'),
      source('views/a.tsx', '<script>go()</script>'),
      source('views/a.tsx', '<button onclick="go()">'),
    ],
  ],
];

for (const [name, rule, examples] of broken) {
  describe(name, () => {
    test('in src and views', () => assert.deepEqual(rule(files), []));
    for (const example of examples) {
      const [first] = example;
      test(`a breach is found: ${first?.path} ${first?.text.trim().split('\n')[0]}`, () => {
        assert.notDeepEqual(rule(example), []);
      });
    }
  });
}

test('the rules see the sources, and sound code passes them', () => {
  assert.ok(files.length > 20, `only ${files.length} files found`);
  const sound = [
    ...source(
      'src/db/tickets.ts',
      "import { eq } from 'drizzle-orm';\nimport { AppError } from '../errors.ts';\n// process.env, catch {} and import '../mail/a.ts' in a comment\nexport const url = 'https://example.com';\n",
    ),
    ...source('src/errors.ts', 'export const AppError = 1;\n'),
    ...source(
      'views/page.tsx',
      '<p hx-trigger="click delay:1s" class="a"><script src="/a.js"></script></p>\n',
    ),
  ];
  for (const [name, rule] of broken) assert.deepEqual(rule(sound), [], name);
});

describe('the rooms of docs/architecture.md', () => {
  const tables = readRoomTables(readFileSync('docs/architecture.md', 'utf8'));
  const desk = tables.find(({ folder }) => folder === 'src/desk') ?? { folder: '', rooms: new Map() };

  test('the tables are read', () => {
    assert.ok(tables.length >= 3, `${tables.length} tables found`);
    assert.ok(desk.rooms.size > 10);
  });
  for (const table of tables) {
    test(`${table.folder}: imports are what its rows allow, without circles`, () => {
      assert.deepEqual([...findRoomBreaches(table, files), ...findRoomCircles(table)], []);
      const gone = [...table.rooms.keys()].filter(
        (name) => !files.some(({ path }) => new RegExp(`^${table.folder}/${name}(/|\\.tsx?$)`).test(path)),
      );
      assert.deepEqual(gone, [], 'a row without files');
    });
  }

  test('a breach is found: a room that its row does not name, a room without a row, a circle', () => {
    const wrong = source('src/desk/people/a.ts', "import { b } from '../outbox/b.ts';");
    assert.equal(findRoomBreaches(desk, wrong).length, 1);
    assert.equal(findRoomBreaches(desk, source('src/desk/attic/a.ts', '')).length, 1);
    assert.equal(findRoomBreaches(desk, source('src/desk/desk.ts', "import './outbox/b.ts';")).length, 1);
    const circle = new Map([
      ['a', ['b']],
      ['b', ['a']],
    ]);
    assert.equal(findRoomCircles({ folder: 'src/desk', rooms: circle }).length, 1);
  });
});

describe('functions are short', () => {
  test('none is longer than forty lines', () => assert.deepEqual(findLongFunctions(files), []));

  test('a breach is found', () => {
    const long = `export function work(): void {\n${'  step();\n'.repeat(40)}}\n`;
    assert.equal(findLongFunctions(source('src/a.ts', long)).length, 1);
    const withFields = long.replace('()', '({\n  a,\n  b,\n}: Fields)');
    assert.equal(findLongFunctions(source('src/a.ts', withFields)).length, 1);
  });
});

describe('what is exported is imported elsewhere', () => {
  const users = [...files, ...globSync('{test,scripts}/**/*.{ts,tsx,mjs}').map(readSource)];
  test('in src and views', () => assert.deepEqual(findUnusedExports(files, users), []));

  test('a breach is found', () => {
    const own = source(
      'src/a.ts',
      'export const one = 1;\nexport type Two = 2;\nexport function three() {}\n',
    );
    const others = [
      ...source('src/b.ts', "import { one as first } from './a.ts';"),
      ...source('test/a.test.ts', "import type {\n  Two,\n} from '../src/a.ts';"),
    ];
    assert.deepEqual(findUnusedExports(own, others), ['src/a.ts exports three, which no other file imports']);
  });
});

describe('the lock file', () => {
  test('holds no package with a known weakness', () => assert.deepEqual(findKnownWeaknesses(lock), []));
  test('names every optional package', () => assert.deepEqual(findUnlockedPackages(lock), []));

  test('a breach is found: an old copy inside another package', () => {
    const old = {
      packages: { ...lock.packages, 'node_modules/x/node_modules/nodemailer': { version: '10.1.1' } },
    };
    assert.deepEqual(findKnownWeaknesses(old), [
      'node_modules/x/node_modules/nodemailer is 10.1.1, below 10.1.2',
    ]);
  });

  test('a breach is found: an optional package without an entry', () => {
    const found = findUnlockedPackages({
      packages: { 'node_modules/x': { optionalDependencies: { y: '1.0.0' } } },
    });
    assert.deepEqual(found, ['node_modules/x wants y, which the lock file leaves out']);
  });
});

function readSource(path: string): SourceFile {
  return { path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') };
}

function source(path: string, text: string): SourceFile[] {
  return [{ path, text }];
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { clientOf, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let adminId: number;
const folder = join(process.cwd(), '.build', 'api-client');

before(async () => {
  desk = await openTicketDesk();
  adminId = (await desk.signIn('admin', 'Ada Admin')).id;
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  mkdirSync(folder, { recursive: true });
  const { body } = await clientOf(desk, undefined).get('/openapi.json');
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(body, undefined, 2));
});
after(() => desk.close());

test('the document is OpenAPI 3.1 to a validator that is none of ours', async () => {
  const { body } = await clientOf(desk, undefined).get('/openapi.json');
  // It reads files that lie beside it.
  const place = join(process.cwd(), 'node_modules', '@seriousme', 'openapi-schema-validator', 'index.js');
  const { Validator } = await import(pathToFileURL(place).href);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(body));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
  const ids = Object.values(body.paths as Record<string, Record<string, { operationId?: string }>>).flatMap(
    (methods) => Object.values(methods).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(ids).size, ids.length, 'each operation has a name of its own');
});

/** As somebody writes it who has the document alone. */
const program = `
import createClient from 'openapi-fetch';
import type { paths } from './schema.d.ts';

export async function answerFirst(fetch: (request: Request) => Promise<Response>, token: string) {
  const baseUrl = 'http://localhost/api/v1';
  const client = createClient<paths>({ baseUrl, fetch, headers: { authorization: 'Bearer ' + token } });
  const listed = await client.GET('/tickets', { params: { query: { state: 'new', limit: 10 } } });
  const number = listed.data?.items[0]?.number;
  if (number === undefined) throw new Error(listed.error?.detail);
  const path = { number };
  const answered = await client.POST('/tickets/{number}/articles', {
    params: { path },
    body: { kind: 'reply', text: 'It is on its way.' },
  });
  const closed = await client.PATCH('/tickets/{number}', { params: { path }, body: { state: 'closed' } });
  const shown = await client.GET('/tickets/{number}', { params: { path } });
  const refused = await client.GET('/tickets/{number}', { params: { path: { number: 99 } } });
  return {
    subject: shown.data?.subject,
    texts: shown.data?.articles.map(({ text }) => text),
    statuses: [answered.response.status, closed.response.status],
    state: closed.data?.state,
    refused: refused.error?.error.code,
  };
}
`;

/** The generator works with the programming interface of TypeScript 5, which 7 has no more. */
const olderTypeScript = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) => next(name === 'typescript' ? 'typescript-5' : name, context) });
`)}`;

test('a client that is generated from it lists, answers and closes', async () => {
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const modules = join(process.cwd(), 'node_modules');
  const generator = join(modules, 'openapi-typescript', 'bin', 'cli.js');
  run('--import', olderTypeScript, generator, 'openapi.json', '-o', 'schema.d.ts');
  writeFileSync(join(folder, 'client.ts'), program);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext'];
  run(join(modules, 'typescript', 'bin', 'tsc'), ...options, '--allowImportingTsExtensions', 'client.ts');
  const { answerFirst } = await import(pathToFileURL(join(folder, 'client.ts')).href);
  const { token } = await openApi(desk, adminId, ['tickets:write', 'send']);
  const fetchFromDesk = (request: Request) => {
    const headers = new Headers(request.headers);
    headers.set('host', 'localhost');
    return desk.fetch(new Request(request, { headers }));
  };
  const done = await answerFirst(fetchFromDesk, token);
  assert.deepEqual(done.statuses, [201, 200]);
  assert.deepEqual([done.subject, done.state, done.refused], ['Printer', 'closed', 'not_found']);
  assert.ok(done.texts.some((text: string) => text.includes('It is on its way.')));
});

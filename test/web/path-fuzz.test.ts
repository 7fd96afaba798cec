import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../support/app.ts';
import { startStaffedApp } from '../support/staffed-app.ts';

// Paths as no browser writes them, sent byte for byte. What is not a known spelling of a page is not found, and what
// is one asks for the same rights as the page itself.

let running: TestApp;
let agent: Visitor;
before(async () => {
  running = await startStaffedApp();
  await running.signIn('admin');
  agent = await running.signIn('agent');
});
after(() => running.stop());

const adminPages = ['/channels', '/settings/users', '/settings/users/1', '/oauth/microsoft/start'];
const openPages = ['/healthz', '/login', '/assets', '/setup'];

/** Spellings that some servers read as `path`, and others as something public. */
function respell(path: string): string[] {
  const [first = '', ...rest] = path.slice(1).split('/');
  const tail = rest.map((part) => `/${part}`).join('');
  const letter = `%${first.charCodeAt(0).toString(16)}${first.slice(1)}`;
  return [
    path,
    `/${path}`,
    `///${path}`,
    `${path}/`,
    `${path}//`,
    `/.${path}`,
    `/./${first}${tail}`,
    `${path}/.`,
    `${path}/..`,
    `/%2e${path}`,
    `/%2e%2e${path}`,
    `/${first}%2f${rest.join('%2f')}`,
    `/${first}%252f${rest.join('%252f')}`,
    `/${first}%5c${rest.join('%5c')}`,
    `/\\${first}${tail}`,
    `/${first}\\${rest.join('\\')}`,
    `/${letter}${tail}`,
    `/${first.toUpperCase()}${tail}`,
    `${path}%20`,
    `${path}%00`,
    `${path}%0a`,
    `${path};x=1`,
    `${path}.json`,
    `${path}?/login`,
    `${path}#/login`,
    `${path}%23`,
    `${path}%3f`,
    `/${first}%c0%af${rest.join('/')}`,
    `/${first}/%zz${tail}`,
    ...openPages.flatMap((open) => [
      `${open}/..${path}`,
      `${open}/../${path}`,
      `${open}/%2e%2e${path}`,
      `${open}/..%2f${path.slice(1)}`,
      `${open}/%2e%2e%2f${path.slice(1)}`,
      `${open}${path}`,
      `${open};${path}`,
    ]),
  ];
}

const allMethods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

test('no spelling of a page opens it to nobody, by whatever method', async () => {
  const pages = [...adminPages, '/tickets', '/attachments/1'];
  for (const path of pages.flatMap(respell)) {
    for (const method of pages.includes(path) ? allMethods : ['GET', 'POST']) {
      const answer = await send(method, path);
      // The sign-in itself answers where dots lead to it: /settings/users/../../login is /login.
      const isPublic =
        answer.status === 200 && /<h1>Sign in|^ok\n$|^$/.test(answer.body) && leadsToPublic(path);
      const isRefused = [303, 400, 401, 403, 404].includes(answer.status);
      assert.ok(isRefused || isPublic, `${method} ${path} answers ${answer.status}`);
      if (answer.status === 303) assert.match(answer.location, /^\/login(\?|$)/, `${method} ${path}`);
    }
  }
});

test('no spelling of an admin page opens it to an agent', async () => {
  for (const path of adminPages.flatMap(respell)) {
    for (const method of ['GET', 'POST']) {
      const answer = await send(method, path, agent.cookie);
      const isPublic = answer.status === 200 && leadsToPublic(path);
      // Dots that lead to / lead on to the tickets.
      const leadsHome = answer.status === 302 && answer.location === '/tickets';
      const isRefused = [400, 403, 404].includes(answer.status);
      assert.ok(isRefused || isPublic || leadsHome, `${method} ${path} answers ${answer.status}`);
    }
  }
});

/** Whether the dots of a path lead to a page that is for everybody. */
function leadsToPublic(path: string): boolean {
  const { pathname } = new URL(path.replace(/^\/+/, '/'), 'http://localhost');
  return ['/login', '/healthz'].includes(pathname);
}

function send(
  method: string,
  path: string,
  cookie = '',
): Promise<{ status: number; location: string; body: string }> {
  const { port } = running.app;
  return new Promise((resolve, reject) => {
    request({ port, method, path, headers: { host: `localhost:${port}`, cookie } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          location: answer.headers.location ?? '',
          body: Buffer.concat(chunks).toString(),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

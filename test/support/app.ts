import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { hashToken } from '../../src/domain/token.ts';
import { createLog } from '../../src/log.ts';
import { csrfToken } from '../../src/web/account/session.ts';
import { putFreshFile } from './fresh-file.ts';

export interface TestApp {
  readonly app: App;
  readonly url: string;
  readonly dataPath: string;
  /** Lines of the log so far. */
  readonly logLines: string[];
  /** @returns a browser without a session */
  visitor(): Visitor;
  /** @returns a browser that is signed in; makes the user first where there is none yet */
  signIn(role: 'admin' | 'agent', email?: string): Promise<Visitor>;
  stop(): Promise<void>;
  /** What has to be closed before it stops. */
  readonly atStop: Set<() => void>;
}

/** Cookies and forms, as a browser without JavaScript has them. Redirects are not followed. */
export interface Visitor {
  cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Posts a form with the token of the page's forms. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Posts what a form of a page has sent, its token with it. */
  send(path: string, body: URLSearchParams | FormData): Promise<Response>;
}

const password = 'correct horse battery';

/**
 * Starts the whole program on a data file of its own, on a free port.
 * @param place a folder for the data file that stays @param tls to be reached by https; who asks has to trust it
 */
export async function startTestApp(
  env: Record<string, string> = {},
  place?: string,
  tls?: { readonly cert: string; readonly key: string },
): Promise<TestApp> {
  const folder = place ?? mkdtempSync(join(tmpdir(), 'postroom-app-'));
  const dataPath = join(folder, 'postroom.db');
  // With a key of its own it is made by the program.
  if (env.POSTROOM_KEY === undefined) await putFreshFile(dataPath);
  const logLines: string[] = [];
  const atStop: TestApp['atStop'] = new Set();
  const files =
    tls === undefined ? {} : { 'tls-cert': join(folder, 'cert.pem'), 'tls-key': join(folder, 'key.pem') };
  if (tls !== undefined) {
    writeFileSync(join(folder, 'cert.pem'), tls.cert);
    writeFileSync(join(folder, 'key.pem'), tls.key);
  }
  const config = readConfig({ data: dataPath, port: '0', ...files }, { POSTROOM_LOG_LEVEL: 'warn', ...env });
  const app = await startApp(
    config,
    createLog('info', (line) => logLines.push(line)),
  );
  const url = `http${tls === undefined ? '' : 's'}://localhost:${app.port}`;
  return {
    app,
    url,
    dataPath,
    logLines,
    visitor: () => createVisitor(url),
    async signIn(role, email = `${role}@postroom.example`) {
      const users = await app.desk.as({ kind: 'command_line' }).call('listUsers', {});
      if (!users.some((user) => user.email === email)) {
        await app.desk
          .as({ kind: 'command_line' })
          .call('addUser', { email, name: `The ${role}`, role, password });
      }
      const visitor = createVisitor(url);
      await visitor.post('/login', { email, password });
      return visitor;
    },
    atStop,
    async stop() {
      for (const close of atStop) close();
      await app.stop();
      if (place === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A line of its own for each request: one that is kept may be closed by the server just as the next request begins, where the
 * process stood still meanwhile. A browser asks again then; fetch fails.
 */
const alone = { connection: 'close' };

export function createVisitor(url: string): Visitor {
  const jar = new Map<string, string>();
  const remember = (response: Response): Response => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const visitor: Visitor = {
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(line) {
      jar.clear();
      for (const [, name = '', value = ''] of line.matchAll(/([^=;\s]+)=([^;]*)/g)) jar.set(name, value);
    },
    async get(path, headers = {}) {
      return remember(
        await fetch(url + path, {
          redirect: 'manual',
          headers: { cookie: visitor.cookie, ...alone, ...headers },
        }),
      );
    },
    async post(path, fields, headers = {}) {
      const csrf = csrfToken(hashToken(jar.get('__Host-sid') ?? jar.get('sid') ?? ''));
      return submit(path, new URLSearchParams({ csrf, ...fields }), headers);
    },
    send: (path, body) => submit(path, body),
  };
  const submit = async (path: string, body: URLSearchParams | FormData, headers = {}) =>
    remember(
      await fetch(url + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: visitor.cookie, origin: url, ...alone, ...headers },
        body,
      }),
    );
  return visitor;
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createVisitor, type Visitor } from './app.ts';
import { makeScaleFile, scaleAdmin } from './scale-file.ts';

export interface ScaleApp extends AsyncDisposable {
  readonly app: App;
  readonly url: string;
  /** The milliseconds until pages could be asked for. */
  readonly startMilliseconds: number;
  signIn(email?: string): Promise<Visitor>;
}

/** Starts the program on a large data file, which is made first where there is none. @param data where the file is kept */
export async function startScaleApp(tickets: number, data: string | undefined): Promise<ScaleApp> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-scale-'));
  const path = data ?? join(folder, 'postroom.db');
  if (!existsSync(path)) await makeScaleFile(path, tickets);
  const began = performance.now();
  const log = createLog('warn', (line) => process.stderr.write(`${line}\n`));
  const app = await startApp(readConfig({ data: path, port: '0' }, {}), log);
  const url = `http://localhost:${app.port}`;
  await fetch(`${url}/readyz`);
  const startMilliseconds = Math.round(performance.now() - began);
  return {
    app,
    url,
    startMilliseconds,
    async signIn(email = scaleAdmin.email) {
      const visitor = createVisitor(url);
      const answer = await visitor.post('/login', { email, password: scaleAdmin.password });
      if (answer.status !== 303) throw new Error(`signing in: ${answer.status}`);
      return visitor;
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

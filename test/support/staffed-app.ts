import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestApp, type TestApp } from './app.ts';
import { addAtOnce } from './enter-at-once.ts';
import { putCopy } from './fresh-file.ts';
import { openImportDesk, operate } from './import-desk.ts';

/** Starts the whole program for tests in which an admin and an agent sign in: both are there, with passwords that cost nothing. */
export async function startStaffedApp(env: Record<string, string> = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-app-'));
  await putCopy('staffed.db', join(folder, 'postroom.db'), makeStaffedFile);
  const running = await startTestApp(env, folder);
  return {
    ...running,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeStaffedFile(path: string): Promise<void> {
  const { desk, close } = await openImportDesk(path);
  for (const role of ['admin', 'agent'] as const) {
    const person = { email: `${role}@postroom.example`, name: `The ${role}`, role };
    await operate(desk).call(addAtOnce, person);
  }
  await close();
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestApp, type TestApp } from './app.ts';
import { addAtOnce } from './enter-at-once.ts';
import { putCopy } from './fresh-file.ts';
import { openImportDesk, operate } from './import-desk.ts';

/**
 * Starts the whole program for tests in which these sign in, an admin and an agent where nothing is said: they are there, with
 * passwords that cost nothing. @param tls as startTestApp has it
 */
export async function startStaffedApp(
  env: Record<string, string> = {},
  roles: readonly ('admin' | 'agent')[] = ['admin', 'agent'],
  tls?: Parameters<typeof startTestApp>[2],
): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-app-'));
  const name = `staffed-${roles.join('-')}.db`;
  await putCopy(name, join(folder, 'postroom.db'), (path) => makeStaffedFile(path, roles));
  const running = await startTestApp(env, folder, tls);
  return {
    ...running,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeStaffedFile(path: string, roles: readonly ('admin' | 'agent')[]): Promise<void> {
  const { desk, close } = await openImportDesk(path);
  for (const role of roles) {
    const person = { email: `${role}@postroom.example`, name: `The ${role}`, role };
    await operate(desk).call(addAtOnce, person);
  }
  await close();
}

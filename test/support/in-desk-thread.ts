import { existsSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { waitFor } from './wait-for.ts';

/** Has the desk thread run what a defect in it would: by the debugger. */
export async function runInDesk(expression: string): Promise<void> {
  const session = new Session();
  session.connect();
  const attached = new Promise<string>((resolve) => {
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (params.workerInfo.title.includes('desk')) resolve(params.sessionId);
    });
  });
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
  await session.post('NodeWorker.sendMessageToWorker', { sessionId: await attached, message });
  await session.post('NodeWorker.disable');
  session.disconnect();
}

/**
 * Holds the desk thread within one statement, as one that takes very long would: it answers nothing and beats no more.
 * @param path of a file that does not exist yet
 * @returns lets it go on
 */
export async function holdDesk(path: string): Promise<() => void> {
  await runInDesk(`setTimeout(() => {
    const { existsSync, writeFileSync } = process.getBuiltinModule('node:fs');
    const cell = new Int32Array(new SharedArrayBuffer(4));
    writeFileSync(${JSON.stringify(`${path}-held`)}, '');
    while (!existsSync(${JSON.stringify(path)})) Atomics.wait(cell, 0, 0, 20);
  })`);
  await waitFor(() => existsSync(`${path}-held`));
  return () => writeFileSync(path, '');
}

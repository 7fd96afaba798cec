import assert from 'node:assert/strict';
import { Session } from 'node:inspector/promises';
import { test } from 'node:test';
import { startTestApp } from './support/app.ts';
import { waitFor } from './support/wait-for.ts';

/** Throws in the desk thread what nobody there catches, as a defect in it would: by the debugger. */
async function crashDesk(text: string): Promise<void> {
  const session = new Session();
  session.connect();
  const attached = new Promise<string>((resolve) => {
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (params.workerInfo.title.includes('desk')) resolve(params.sessionId);
    });
  });
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const expression = `setTimeout(() => { throw new Error(${JSON.stringify(text)}) })`;
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
  await session.post('NodeWorker.sendMessageToWorker', { sessionId: await attached, message });
  await session.post('NodeWorker.disable');
  session.disconnect();
}

test('a desk that crashes is started anew: the cause is logged, /readyz says so meanwhile', async () => {
  const postroom = await startTestApp();
  try {
    const readiness = async () => (await fetch(`${postroom.url}/readyz`)).status;
    assert.equal(await readiness(), 200);
    await crashDesk('the desk has a defect');
    await waitFor(async () => (await readiness()) === 503);
    const refused = postroom.app.desk.call('listUsers');
    await assert.rejects(refused, { code: 'unavailable' });
    await waitFor(async () => (await readiness()) === 200);
    const line = postroom.logLines.find((each) => each.includes('desk thread ended'));
    assert.match(line ?? '', /the desk has a defect/);
    // The new one writes: the crash has left no lock behind.
    await postroom.signIn('admin');
    assert.equal((await postroom.app.desk.call('listUsers')).length, 1);
  } finally {
    await postroom.stop();
  }
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { diagnosisRules } from '../../../src/domain/diagnosis/diagnosis.ts';
import {
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { ofSignIn } from '../../support/provocations.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
});
after(() => connected.stop());

/** The browser comes back to `path`: the page says what row `code` says, and nothing is stored. */
async function expectRow(path: string, code: string): Promise<void> {
  const answer = await connected.admin.get(path);
  assert.equal(answer.status, 400);
  const page = (await answer.text()).replaceAll('&#39;', "'").replaceAll('&quot;', '"').replace(/\s+/g, ' ');
  const rule = diagnosisRules.find((each) => each.code === code);
  for (const words of [rule?.title, rule?.cause, rule?.step])
    assert.ok(page.includes(words ?? '?'), `${code}: ${words}`);
  assert.deepEqual(await query(connected.postroom, 'SELECT id FROM channels'), []);
}

for (const [code, fault] of ofSignIn) {
  test(`${code} by ${fault.kind}`, async () => {
    connected.sandbox.faults.set('*', fault);
    const back = await goToMicrosoft(connected, support).finally(() => {
      if (fault.command === 'authorize') connected.sandbox.faults.clear();
    });
    await expectRow(pathOf(back), code).finally(() => connected.sandbox.faults.clear());
  });
}

test('sign_in_cancelled: somebody goes back at Microsoft', async () => {
  const start = await connected.admin.get('/oauth/microsoft/start?kind=add_account');
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const answer = new URLSearchParams({
    state,
    error: 'access_denied',
    error_description: 'the user canceled the authentication',
  });
  await expectRow(`/oauth/microsoft/callback?${answer}`, 'sign_in_cancelled');
});

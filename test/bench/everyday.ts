import { parseArgs } from 'node:util';
import { customers } from '../../src/db/schema/schema-tickets.ts';
import { demoAdmin, walkThroughDemo } from '../../src/demo/demo-walk.ts';
import { startSandbox } from '../../src/sandbox/tenant.ts';
import { startTestApp } from '../support/app.ts';
import { launchChromium, openPage } from '../support/chromium.ts';
import { createHands, type Hands } from './everyday-hands.ts';
import { tasks } from './everyday-tasks.ts';

// What an agent does all day, among so many sample tickets, in Chromium: clicks, keys and seconds of each task.

const { values } = parseArgs({ options: { messages: { type: 'string', default: '300' } } });
const sandbox = await startSandbox({ sampleMessages: Number(values.messages) });
const running = await startTestApp({ POSTROOM_CLOUD: sandbox.cloudFile });
const browser = await launchChromium({ isWhole: true });
try {
  const report = await walkThroughDemo(running.app, sandbox, 0);
  if (!report.ok) throw new Error(`${report.failedStep}: ${report.error}`);
  await running.app.desk.as({ kind: 'command_line' }).call('addUser', {
    email: 'grace@brightwater.example',
    name: 'Grace Hopper',
    role: 'admin',
    password: 'a compiler for all',
  });
  await running.app.desk.as({ kind: 'command_line' }).call('saveGroup', {
    groupId: undefined,
    name: 'Workshop',
    emailAddressId: '',
    signature: '',
    followUp: 'reopen',
    nameFormat: 'group',
    access: {},
  });
  await running.app.desk.as({ kind: 'command_line' }).call('saveCannedAnswer', {
    id: undefined,
    name: 'Thanks',
    text: 'Dear {{customer}},\n\nthank you for writing.',
    groupIds: [],
  });
  // A customer's mail that the server took for spam.
  const [customer] = await running.app.read.select({ email: customers.email }).from(customers).limit(1);
  const mailbox = sandbox.mailboxes.get(`support@${sandbox.directory.domain}`);
  mailbox?.append(
    mailbox.folderOf('junkemail'),
    Buffer.from(
      `From: ${customer?.email}\r\nTo: ${mailbox.address}\r\nSubject: Did you get my order?\r\nMessage-ID: <junk-1@customer.example>\r\n\r\nHello?\r\n`,
    ),
  );
  await running.app.desk.as({ kind: 'command_line' }).call('fetchNow', { channelId: 1 });
  const { page, complaints } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(`${running.url}/login`);
  await page.getByLabel('E-mail').fill(demoAdmin.email);
  await page.getByLabel('Password').fill(demoAdmin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/tickets');
  const done: object[] = [];
  for (const [task, run] of tasks) {
    await page.goto(`${running.url}/tickets`);
    await page.locator('.has-script .tickets').waitFor();
    const hands: Hands = createHands(page);
    const began = performance.now();
    await run(hands, page);
    const seconds = Number(((performance.now() - began) / 1000).toFixed(2));
    done.push({ task, ...hands.counts(), seconds });
  }
  const { tickets } = report;
  process.stdout.write(`${JSON.stringify({ benchmark: 'everyday', tickets, tasks: done, complaints })}\n`);
} finally {
  await browser.close();
  await running.stop();
  await sandbox.stop();
}

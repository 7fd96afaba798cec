import assert from 'node:assert/strict';
import { countTotals } from '../../src/db/totals.ts';
import type { FilterInput } from '../../src/domain/filters/filter-input.ts';
import type { Sandbox } from '../../src/sandbox/tenant.ts';
import type { TestApp } from './app.ts';
import { waitFor } from './wait-for.ts';

// One of each thing that a desk does not have by itself. Each answers the page that shows it.

export async function createFilter(running: TestApp): Promise<string> {
  const condition = {
    field: 'subject',
    header: '',
    operator: 'contains',
    isNegated: false,
    value: 'invoice',
  };
  const actions = { tags: ['money'], customer: '', isInternal: false, isIgnored: false, noAutoReply: false };
  const none = { groupId: undefined, ownerId: undefined, priority: undefined, state: undefined };
  await running.app.desk.as({ kind: 'command_line' }).call('saveFilter', {
    id: undefined,
    filter: {
      name: 'Invoices',
      note: 'For accounting.',
      isActive: true,
      match: 'all',
      conditions: [condition],
      stopsAfter: false,
      actions: { ...none, ...actions },
    } as FilterInput,
  });
  return '/settings/filters/1';
}

export async function createWebhook(running: TestApp): Promise<string> {
  await running.app.desk.as({ kind: 'command_line' }).call('saveWebhook', {
    name: 'Shop',
    url: 'http://127.0.0.1:1/',
    kinds: ['ticket.*'],
    shape: 'standard',
    allowsPrivate: true,
  });
  return '/settings/webhooks';
}

export async function createCannedAnswer(running: TestApp): Promise<string> {
  await running.app.desk.as({ kind: 'command_line' }).call('saveCannedAnswer', {
    id: undefined,
    name: 'Thanks',
    text: 'Dear {{customer}},\n\nthank you for writing to {{group}}.',
    groupIds: [1],
  });
  return '/settings/canned-answers/1';
}

/** A message that goes deeper than is read. */
export async function quarantineOne(running: TestApp, sandbox: Sandbox): Promise<string> {
  const depth = 300;
  const open = Array.from({ length: depth }, (_, at) => {
    return `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`;
  });
  const lines = [
    'From: Eve <eve@bomb.example>',
    'Subject: A box in a box',
    'Message-ID: <deep@bomb.example>',
  ];
  const raw = Buffer.from([...lines, 'MIME-Version: 1.0', ...open, '', 'inside', ''].join('\r\n'));
  sandbox.mailboxes.deliver(`support@${sandbox.directory.domain}`, raw);
  await running.app.desk.as({ kind: 'command_line' }).call('fetchNow', { channelId: 1 });
  await waitFor(async () => (await countTotals(running.app.read)).quarantined > 0);
  return '/quarantine';
}

/** Nothing listens there: the page shows what an admin sees who has to mend it. */
export async function createMailAccount(running: TestApp): Promise<string> {
  const saved = await running.app.desk.as({ kind: 'command_line' }).call('saveMailAccount', {
    channelId: undefined,
    savesAnyway: true,
    allowsPrivate: true,
    address: 'info@old.example',
    name: 'The old account',
    userName: 'info@old.example',
    password: 'secret',
    imapHost: '127.0.0.1',
    imapPort: '1',
    imapSecurity: 'none',
    smtpHost: '127.0.0.1',
    smtpPort: '1',
    smtpSecurity: 'none',
  });
  assert.equal(saved.kind, 'saved');
  return `/channels/${saved.kind === 'saved' ? saved.channelId : 0}/account`;
}

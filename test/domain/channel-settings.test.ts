import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelSettingsInput, readChannelSettings } from '../../src/domain/channel-settings.ts';

const form: ChannelSettingsInput = {
  name: 'Support',
  address: '',
  groupId: '1',
  groupName: '',
  folder: '',
  afterImport: 'move',
  moveTo: 'Done',
  onlyUnread: false,
  isArchiving: false,
  archiveBefore: '',
  archiveState: 'closed',
  sendingAddress: '',
  trustsHeaders: false,
  trustedServers: '',
  importsSent: true,
  sentFolder: '',
};

function foldersOf(changes: Partial<ChannelSettingsInput>) {
  const read = readChannelSettings({ ...form, ...changes });
  if ('fields' in read) return read.fields;
  const { folder, moveTo, sentFolder } = read.settings;
  return { folder, moveTo, sentFolder };
}

for (const name of [
  'Inquiries ',
  ' Inquiries',
  'Inquiries/Old  ',
  'Inquiries /Old',
  'Inquiries\u00a0',
  '\tInquiries',
]) {
  test(`the folder ${JSON.stringify(name)} is kept as the server lists it`, () => {
    const folders = foldersOf({ folder: name, moveTo: `${name}2 `, sentFolder: `${name}3 ` });
    assert.deepEqual(folders, { folder: name, moveTo: `${name}2 `, sentFolder: `${name}3 ` });
  });
}

test('blanks alone are no folder, and slashes around a path are none of it', () => {
  assert.deepEqual(foldersOf({ folder: '  ', moveTo: '/Done/', sentFolder: ' ' }), {
    folder: '',
    moveTo: 'Done',
    sentFolder: '',
  });
  assert.match(Object.values(foldersOf({ moveTo: ' ' })).join(), /Enter the folder/);
});

test('two folders that differ in a blank are two', () => {
  assert.equal(foldersOf({ folder: 'Done ', moveTo: 'Done' }).moveTo, 'Done');
  assert.match(String(foldersOf({ folder: 'Done ', moveTo: 'Done ' }).moveTo), /cannot be moved into/);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  defaultMailSettings,
  isBlockedSender,
  type MailSettingsInput,
  readMailSettings,
  toMailSettingsInput,
} from '../../src/domain/mail-settings.ts';

const input = toMailSettingsInput(defaultMailSettings);

test('what is shown in the form is read back', () => {
  assert.deepEqual(readMailSettings(input), { settings: defaultMailSettings });
  const settings = {
    ...defaultMailSettings,
    formAddresses: ['a@b.example'],
    blockedSenders: ['@c.example', 'd@e.example'],
  };
  assert.deepEqual(readMailSettings(toMailSettingsInput(settings)), { settings });
});

describe('a field that makes no sense is named', () => {
  const cases: Partial<MailSettingsInput>[] = [
    { hook: '' },
    { hook: '[Ticket]' },
    { hook: 'Ticket1' },
    { hook: 'x'.repeat(21) },
    { foreignReferences: 'maybe' },
    { replyTo: '' },
    { oversized: 'delete' },
    { formAddresses: '@example.com' },
    { formAddresses: 'nobody' },
    { blockedSenders: 'a@b.example\nexample' },
    { ticketsPerHour: '0' },
    { ticketsPerHour: '1.5' },
    { mostMegabytes: '46' },
    { mostMegabytes: '-1' },
    { mostParts: '9' },
    { mostLevels: '201' },
    { mostHeaderFields: 'many' },
    { mostHeaderKilobytes: '' },
    { mostLineMegabytes: '0' },
    { mostSeconds: '121' },
  ];
  for (const changes of cases) {
    test(JSON.stringify(changes), () => {
      const read = readMailSettings({ ...input, ...changes });
      assert.ok('fields' in read);
      assert.deepEqual(Object.keys(read.fields), Object.keys(changes));
    });
  }
});

test('what is wrong with a limit says what is accepted', () => {
  const read = readMailSettings({ ...input, mostLevels: '4' });
  assert.deepEqual(read, { fields: { mostLevels: 'Expected a whole number from 5 to 200.' } });
});

test('a blocked domain means its addresses, not those that end alike', () => {
  const list = ['@pest.example', 'one@good.example'];
  for (const address of ['a@pest.example', 'A@PEST.example', 'one@good.example'])
    assert.ok(isBlockedSender(list, address));
  for (const address of ['a@notpest.example', 'a@sub.pest.example', 'two@good.example', ''])
    assert.ok(!isBlockedSender(list, address));
});

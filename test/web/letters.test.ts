import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertNews } from '../../src/domain/alert-news.ts';
import { writeAlert } from '../../views/letters/alert-letter.ts';
import { letters } from '../../views/letters/letters.ts';

const channel = { channelId: 7, name: 'Support', address: 'support@postroom.example' };
const failure = {
  ...channel,
  since: Date.UTC(2026, 10, 23, 12),
  diagnosis: 'secret_expired',
  said: 'AADSTS7000222',
  owner: { address: channel.address },
};
const room = { freeBytes: 0, totalBytes: 1_000_000_000, isWritable: true, isAway: false, failure: undefined };
const warning = {
  kind: 'sign_in',
  subject: 'channel:7',
  channelId: 7,
  name: 'Support',
  at: Date.UTC(2026, 10, 30),
  daysLeft: 6,
  stage: 7,
} as const;

const cases: readonly (readonly [AlertNews, subject: string, text: RegExp])[] = [
  [
    { code: 'not_fetched', ...failure },
    'Support fails: The Client Secret has expired',
    /has not been fetched since 2026-11-23 12:00 UTC\.[\s\S]*What to do: In Entra[\s\S]*was: AADSTS7000222[\s\S]*\/channels\/7/,
  ],
  [
    { code: 'not_sending', ...failure },
    'Support cannot send: The Client Secret has expired',
    /cannot send since 2026-11-23 12:00 UTC; answers wait\./,
  ],
  [
    { code: 'fetched_again', ...channel, minutes: 20 },
    'Support works again',
    /works again, after 20 minutes/,
  ],
  [
    { code: 'fetching_disabled', ...channel, minutes: 20 },
    'Support was disabled',
    /failed for 20 minutes and was disabled/,
  ],
  [
    { code: 'sends_again', ...channel },
    'Support sends again',
    /sends again\.\n\nhttps:\/\/post\/channels\/7/,
  ],
  [{ code: 'sending_disabled', ...channel }, 'Support was disabled by somebody', /was disabled by somebody/],
  [
    { code: 'expiry', warning },
    'The sign-in of Support lies idle and ends on 2026-11-30, in 6 days',
    /What to do: Enable/,
  ],
  [
    { code: 'disk_short', room },
    'The disk of the data file is full: 0 bytes of 954 MB free',
    /What to do: Whoever/,
  ],
  [{ code: 'disk_ample' }, 'The disk of the data file has room again', /channels$/],
  [
    { code: 'damaged', row: 'articles 3', ticket: 10001 },
    'Stored data is damaged',
    /^Ticket #10001 \(articles 3\)/,
  ],
  [
    { code: 'damaged', row: 'customers 3', ticket: null },
    'Stored data is damaged',
    /^A customer \(customers 3\)/,
  ],
  [
    { code: 'webhook_off', webhookId: 2, name: 'Bot', because: 'gone' },
    'The webhook Bot is switched off',
    /gone \(410\)\. See https:\/\/post\/settings\/webhooks\/2$/,
  ],
  [{ code: 'test' }, 'A test: alerts arrive here', /test button/],
  [{ code: 'words', subject: 'As it was', text: 'Said before.' }, 'As it was', /^Said before\.$/],
];

for (const [news, subject, text] of cases) {
  test(`an alert in words: ${news.code}`, () => {
    // As it is stored.
    const words = writeAlert(JSON.parse(JSON.stringify(news)), 'https://post');
    assert.equal(words.subject, subject);
    assert.match(words.text, text);
  });
}

const german = { language: 'de', timeZone: 'Europe/Berlin' } as const;

test('an alert comes in the language and by the clock of whoever gets it', () => {
  const { subject, text } = letters.alert(german, { code: 'not_fetched', ...failure }, 'https://post');
  assert.match(subject, /^Support ist gestört: /);
  assert.match(text, /wurde seit 23\.11\.2026, 13:00 nicht abgerufen\./);
  assert.match(text, /Was zu tun ist: [\s\S]*Die Antwort war: AADSTS7000222/);
  // Every kind of news has its German: what stands in the English mail stands in none of these.
  for (const [news] of cases.filter(([each]) => each.code !== 'words')) {
    const english = letters.alert({ language: 'en', timeZone: '' }, news, 'https://post');
    const lines = new Set(letters.alert(german, news, 'https://post').text.split('\n'));
    const same = english.text.split('\n').filter((line) => line !== '' && lines.has(line));
    assert.deepEqual(
      same.filter((line) => !/^(https:|PowerShell: )/.test(line)),
      [],
      news.code,
    );
  }
});

test('a letter about an account and a notification come in the reader’s language', () => {
  const to = { name: 'Åsa {x} <b>', url: 'https://post/new-password?token=t', publicUrl: 'https://post' };
  const invitation = letters.account(german, 'invitation', to);
  assert.equal(invitation.subject, '[Postroom] Ihr Konto bei post');
  assert.match(invitation.text, /^Guten Tag Åsa \{x\} <b>,\n\n/);
  assert.match(letters.account(german, 'new_password', to).text, /ein neues Kennwort/);
  const facts = [{ kind: 'answered', actor: null, customer: 'Carla', group: 'Support' }] as const;
  const ticket = { number: 10_001, subject: '', facts, text: 'Hello' };
  const one = letters.notices(german, [ticket], 'https://post');
  assert.equal(one.subject, '[Postroom] #10001 (kein Betreff)');
  assert.match(one.text, /^Carla hat geantwortet\.\n\n\(kein Betreff\)\n\n> Hello\n/);
  const many = letters.notices(german, [ticket, ticket], 'https://post');
  assert.equal(many.subject, '[Postroom] 2 Tickets haben Neuigkeiten für Sie');
  assert.doesNotMatch(many.text, /Hello/);
});

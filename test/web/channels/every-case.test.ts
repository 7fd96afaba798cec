import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

// Each kind of trouble that people who run such programs have reported, with the tests that show what Postroom makes of it: that
// it fails once and is over, that it fails again and again, what the pages say, and that it recovers without a click where
// nobody here had to act.

type Tests = readonly (readonly [file: string, name: string])[];

/** Every row of the diagnosis, once and for ever: words, whose it is, step and next try on the page, and the recovery. */
const walks: Tests = [
  ['test/web/channels/every-diagnosis.test.ts', 'each row that can stop a channel is walked'],
  ['test/web/channels/every-sending-diagnosis.test.ts', 'each row that can stop an answer is walked'],
];

const cases: Readonly<Record<string, Tests>> = {
  '0 IDLE after a quiet minute': [
    [
      'test/mail/imap-idle.test.ts',
      'after many quiet minutes new mail is heard of at once, on the same line',
    ],
    ['test/mail/imap-idle.test.ts', 'an IDLE that the server ends is begun anew'],
    ['test/mail/imap-idle.test.ts', 'a server that refuses IDLE is asked from time to time instead'],
    ['test/mail/imap-idle.test.ts', 'a line that has fallen silent is noticed, and says so'],
    ['test/bench/channels.ts', 'newSignInsWhileQuiet'],
  ],
  '1 sending that cannot work': [
    ...walks,
    ['test/web/channels/healths.test.ts', 'an account that cannot send is known as that once it is added'],
    ['test/web/channels/healths.test.ts', 'the rehearsal says so before anything is started'],
    ['test/web/channels/healths.test.ts', 'somebody is told when it lasts, and when it is over'],
    [
      'test/web/channels/healths.test.ts',
      'one cause does not wait for another, nor three messages for three tries',
    ],
    ['test/web/channels/sending-faults.test.ts', 'the ticket says who must act'],
  ],
  '2 recipients that are refused for now': [
    ['test/desk/outbox/recipients.test.ts', 'a recipient that is refused for now is tried again alone'],
    [
      'test/desk/outbox/recipients.test.ts',
      'a recipient that is refused for good is listed with what was said',
    ],
    ['test/desk/outbox/recipients.test.ts', 'all refused, one for now and one for good'],
    [
      'test/desk/outbox/recipients.test.ts',
      'a recipient that is put off for ever is given up after two days',
    ],
    ['test/faults/recipients.test.ts', 'nobody gets one twice, and each is accounted for'],
  ],
  '3 one NO': [
    ...walks,
    ['test/domain/diagnosis/server-words.test.ts', 'whatever words stand beside it'],
    ['test/domain/diagnosis/reported-words.test.ts', 'NO Folder could not be found.'],
    ['test/mail/imap-settle.test.ts', "['NO SELECT failed.', true, 'imap_folder_refused']"],
    [
      'test/web/channels/channel-faults.test.ts',
      'what Exchange says is on the page, and what is over heals by itself',
    ],
  ],
  '4 faults at the token endpoint': [
    ['test/microsoft/token-endpoint.test.ts', 'a token endpoint that nobody answers at is said to be that'],
    ['test/microsoft/token-endpoint.test.ts', 'a date says how long, too'],
    [
      'test/web/channels/channel-faults.test.ts',
      'what stands between us and the server is on the page, and heals',
    ],
    ['test/desk/microsoft/get-access-token.test.ts', 'a network fault is no dead grant'],
  ],
  '5 mended causes': [
    ...walks,
    [
      'test/web/channels/channel-faults.test.ts',
      'what somebody else can mend is looked at again without a sign-in',
    ],
    [
      'test/web/channels/channel-faults.test.ts',
      'what is wrong with the app is on the page, and saving it wakes the channel',
    ],
    [
      'test/web/channels/channel-faults.test.ts',
      'a dead sign-in is on the page, is left alone, and a new one heals it',
    ],
    ['test/web/microsoft/microsoft-app.test.ts', 'a new secret serves every channel at once'],
  ],
  '6 a service account and its shared mailboxes': [
    [
      'test/web/microsoft/oauth.test.ts',
      'an account may be added again for another folder or a shared mailbox',
    ],
    ['test/web/channels/shared-mailbox.test.ts', 'which mailbox is read is asked before Microsoft is'],
    ['test/web/channels/shared-mailbox.test.ts', 'two folders of one mailbox are two channels'],
  ],
  '7 PowerShell': [
    ['test/domain/diagnosis/powershell.test.ts', 'its line is PowerShell, names the mailbox'],
    [
      'test/domain/diagnosis/diagnosis.test.ts',
      'for a shared mailbox the line gives the right to the account that signs in',
    ],
  ],
  '8 final, although the page says otherwise': [
    ...walks,
    ['test/domain/diagnosis/send-retry.test.ts', 'faults of the channel are waited out'],
    [
      'test/domain/diagnosis/server-words.test.ts',
      'what is about a message is not, and a channel never ends',
    ],
    [
      'test/desk/outbox/recipients.test.ts',
      'a message above the limit of the server is not tried, and the limit is named',
    ],
    [
      'test/desk/outbox/recipients.test.ts',
      'an unknown refusal of the message is final, and the page says so',
    ],
  ],
  '9 a renamed account': [
    ['test/web/channels/healths.test.ts', 'an account that was renamed keeps its channel'],
  ],
  '10 many folders': [
    [
      'test/desk/channels/many-folders.test.ts',
      'the tree comes whole and at once, before anything is counted',
    ],
    ['test/desk/channels/many-folders.test.ts', 'the check looks at its one folder'],
    ['test/web/channels/first-look.test.ts', 'a mailbox of 400 folders is looked at in its one folder'],
  ],
  '11 a settling that is refused': [
    ['test/mail/imap-settle.test.ts', 'is not believed while the messages are as before'],
    ['test/mail/imap-settle.test.ts', 'refused at first: each message is copied once'],
    ['test/mail/imap-settle.test.ts', 'a copy that is refused: the originals stay as they are'],
    [
      'test/desk/fetching/settling-waits.test.ts',
      'mail that comes is a ticket at once, on the line that is open',
    ],
    [
      'test/desk/fetching/settling-waits.test.ts',
      'what is refused is asked for again within a minute each time',
    ],
  ],
  '12 a loop through one folder': [
    ['test/mail/imap-settle.test.ts', 'nothing is moved into the folder that is fetched'],
    ['test/desk/channels/same-folder.test.ts', 'that is the fetched one by another name is refused'],
    ['test/web/channels/every-diagnosis.test.ts', 'each row that can stop a channel is walked'],
  ],
  '13 encryption': [
    ['test/mail/encryption.test.ts', 'and no password sent'],
    ['test/mail/encryption.test.ts', 'IMAP: LOGINDISABLED on a plain line says that it has to be encrypted'],
    ['test/mail/encryption.test.ts', 'IMAP and SMTP: a port that speaks TLS at once is found out'],
    [
      'test/mail/odd-imap-servers.test.ts',
      'says something before the handshake of STARTTLS gets no password',
    ],
    [
      'test/mail/odd-imap-servers.test.ts',
      'a server that greets as if somebody had signed in is not believed',
    ],
    ['test/web/channels/first-look.test.ts', 'a TLS port without TLS, and STARTTLS where there is none'],
  ],
  '14 names, clocks and what is left': [
    ['test/mail/imap-settle.test.ts', 'a name with blanks at its end is the one that is opened'],
    ['test/mail/imap-settle.test.ts', 'without UIDPLUS what is marked as deleted is done'],
    ['test/desk/channels/compare-clock.test.ts', 'is said as that by the check and the rehearsal'],
    ['test/desk/outbox/recipients.test.ts', 'an address beyond ASCII that the server cannot write to'],
    ['test/domain/mail-server.test.ts', 'is a server'],
    [
      'test/domain/diagnosis/entra-codes.test.ts',
      'each says its own row, whatever kind of answer carries it',
    ],
  ],
  '15 proxies and authorities': [
    ['test/proxy.test.ts', 'IMAP and SMTP go through a proxy that the operator names'],
    ['test/proxy.test.ts', 'the sign-in goes through HTTPS_PROXY'],
    [
      'test/desk/channels/account-authority.test.ts',
      'servers of an authority of their own are named as such',
    ],
    ['test/web/channels/first-look.test.ts', 'a proxy that wants to know who asks is named'],
    [
      'test/web/microsoft/microsoft-app.test.ts',
      'another app takes the place of one that channels use only when',
    ],
  ],
};

test('every case has its tests', () => {
  assert.equal(Object.keys(cases).length, 16);
  const missing = Object.entries(cases).flatMap(([each, tests]) =>
    tests
      .filter(([file, name]) => !readFileSync(file, 'utf8').includes(name))
      .map((line) => [each, ...line].join(': ')),
  );
  assert.deepEqual(missing, []);
});

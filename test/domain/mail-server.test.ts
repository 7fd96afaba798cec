import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMailServer } from '../../src/domain/mail-account.ts';

for (const host of ['imap.example.com', 'mail_server', '127.0.0.1', '::1', '2001:db8::25', 'localhost']) {
  test(`${host} is a server`, () => {
    assert.deepEqual(readMailServer(` ${host} `, '993', 'tls'), { host, port: 993, security: 'tls' });
  });
}

for (const host of ['', 'a b', '-x', 'imap.example.com:993', 'https://x', 'x/y', ':', 'a@b']) {
  test(`"${host}" is none`, () => {
    assert.equal('wrong' in readMailServer(host, '993', 'tls'), true);
  });
}

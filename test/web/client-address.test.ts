import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseAddress } from '../../src/web/client-address.ts';

const peer = '10.0.0.4';
const behindProxy = (header: string | undefined) => chooseAddress(header, peer, { trustProxy: true });

test('behind a trusted proxy the address is the last one that it has written, however it writes it', () => {
  for (const [header, address] of [
    ['203.0.113.9', '203.0.113.9'],
    ['9.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['2001:db8::9', '2001:db8::9'],
    // Application Gateway of Azure, and IIS
    ['203.0.113.9:51234', '203.0.113.9'],
    ['9.9.9.9:1, 203.0.113.9:51234', '203.0.113.9'],
    ['[2001:db8::9]:51234', '2001:db8::9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['::ffff:203.0.113.9', '::ffff:203.0.113.9'],
  ] as const) {
    assert.equal(behindProxy(header), address, header);
    assert.equal(chooseAddress(header, peer, { trustProxy: false }), peer);
  }
});

test('what is no address leaves that of the proxy', () => {
  for (const header of [
    undefined,
    '',
    'unknown',
    '_hidden',
    '203.0.113.9:',
    '203.0.113.9:x',
    '203.0.113.9:999999',
    '[203.0.113.9]:80',
    '2001:db8::9:51234:70000',
    '[2001:db8::9',
    '203.0.113.9,',
    '300.0.0.1:80',
  ]) {
    assert.equal(behindProxy(header), peer, String(header));
  }
});

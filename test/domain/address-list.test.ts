import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAddress, normalizeAddress } from '../../src/domain/address.ts';
import { formatAddressList, readAddressList } from '../../src/domain/address-list.ts';
import type { Address } from '../../src/domain/message.ts';
import { cleanLine } from '../../src/domain/plain-text.ts';
import { composeMail } from '../../src/mail/compose.ts';
import { parseMessage } from '../../src/mail/parse.ts';

// Reading is the inverse of writing: whatever a name holds, it never becomes one person more.

const settings = { seed: 20_261_128, numRuns: 2_000 };
/** What the grammar is made of, close together. */
const grammar = fc.constantFrom(
  ...'"\\<>,;@ ()[]:=?\'',
  'a@b.test',
  '\\"',
  '" <x@evil.test>, "',
  'Anna',
  'ü',
  '漢',
  '\n',
  '\t',
);
const name = fc.oneof(
  fc.string(),
  fc.array(grammar, { maxLength: 12 }).map((parts) => parts.join('')),
);
const word = fc.stringMatching(/^[a-z0-9+_'-]{1,12}$/);
const plain = fc
  .tuple(word, word)
  .map(([local, domain]) => `${local}@x${domain.replace(/\W+/g, '')}.test`)
  .filter((address) => isKept(address));
const quoted = fc
  .stringMatching(/^[a-z ,;<>@]{1,12}$/)
  .map((local) => `"${local}"@quoted.test`)
  .filter((address) => isKept(address));
/** As every address is kept: without the quotes that surround some in the wild. */
const isKept = (address: string) => isAddress(address) && normalizeAddress(address) === address;
const anyAddress = fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: quoted });
const list = (address: typeof plain) => fc.array(fc.record({ name, address }), { maxLength: 5 });

function clean(people: readonly Address[]): Address[] {
  return people.map((each) => ({ ...each, name: cleanLine(each.name) }));
}

test('a name holds nothing that nobody sees, and keeps what joins letters', () => {
  assert.equal(cleanLine('An\u00adna\u061c \u202eB\u2066\u200b.\ufffa'), 'Anna B.');
  for (const joined of ['می\u200cخواهم', '👩\u200d🔧']) assert.equal(cleanLine(joined), joined);
});

test('what is written into a field is read from it as the same people', () => {
  fc.assert(
    fc.property(list(anyAddress), (people) => {
      const entries = readAddressList(formatAddressList(people));
      assert.deepEqual(
        entries.flatMap(({ addresses }) => addresses),
        clean(people),
      );
    }),
    settings,
  );
});

test('what is read from anything can be written and read again', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(grammar, plain), { maxLength: 30 }), (parts) => {
      const people = readAddressList(parts.join('')).flatMap(({ addresses }) => addresses);
      const again = readAddressList(formatAddressList(people));
      assert.deepEqual(
        again.flatMap(({ addresses }) => addresses),
        people,
      );
    }),
    settings,
  );
});

test('what goes out in a header comes in as the same people', async () => {
  await fc.assert(
    fc.asyncProperty(list(plain), async (to) => {
      const raw = await composeMail({
        from: { name: '', address: 'us@desk.test' },
        to,
        cc: [],
        subject: '',
        topic: '',
        text: 'x',
        messageId: 'a@desk.test',
        inReplyTo: undefined,
        references: [],
        date: new Date(0),
      });
      const message = await parseMessage(raw);
      assert.deepEqual(
        message.to.map(({ address }) => address),
        to.map(({ address }) => address),
      );
    }),
    { ...settings, numRuns: 300 },
  );
});

test('each entry says where it stands, and 200 KB of quotes take no time', () => {
  const entries = readAddressList('a@b.test, "B, Anna" <c@d.test>');
  assert.deepEqual(
    entries.map(({ at }) => at),
    [0, 9],
  );
  for (const piece of ['"', '<', '\\', '"<', ',', 'a ', '"\n', 'a@b.test ', '> ']) {
    const before = process.cpuUsage().user;
    readAddressList(piece.repeat(200_000 / piece.length));
    assert.ok(process.cpuUsage().user - before < 500_000, JSON.stringify(piece));
  }
});

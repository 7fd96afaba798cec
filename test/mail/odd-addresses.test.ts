import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseMessage } from '../../src/mail/parse.ts';

// Addresses as programs write them against the grammar: nobody is lost, and nobody becomes somebody else.

const read = async (field: string) => {
  const { to } = await parseMessage(Buffer.from(`To: ${field}\r\n\r\nx`, 'latin1'));
  return to.map(({ name, address }) => `${name} <${address}>`);
};

const cases: readonly [string, ...string[]][] = [
  // Signs in an encoded word that may not stand there.
  ['=?utf-8?Q?Acme: Support?= <a@b.example>', 'Acme: Support <a@b.example>'],
  ['=?utf-8?Q?a<b?= <c@d.example>', 'a<b <c@d.example>'],
  ['=?utf-8?Q?a;b?= <a@b.example>, c@d.example', 'a;b <a@b.example>', ' <c@d.example>'],
  ['=?utf-8?Q?a(b?= <a@b.example>', 'a(b <a@b.example>'],
  ['=?utf-8?Q?a"b?= <a@b.example>', 'a"b <a@b.example>'],
  ['=?utf-8?Q?ceo_<ceo@bank.example>?= <evil@bad.example>', 'ceo <ceo@bank.example> <evil@bad.example>'],
  ['=?utf-8?Q?a=0ABcc:=20x@y.z?= <a@b.example>', 'a Bcc: x@y.z <a@b.example>'],
  // A person who is encoded whole is read, as long as there is nobody else.
  ['=?utf-8?Q?J=C3=BCrgen_<j@x.example>?=', 'Jürgen <j@x.example>'],
  // Brackets as a page writes them; beside real ones they name nobody.
  ['Ada &lt;a@b.example&gt;', 'Ada <a@b.example>'],
  ['Ceo &lt;ceo@bank.example&gt; <evil@bad.example>', ' <evil@bad.example>'],
  ['<"Ada" a@b.example>, c@d.example', 'Ada <a@b.example>', ' <c@d.example>'],
  ['<"Ceo" ceo@bank.example> <evil@bad.example>'],
  // What nothing closes.
  ['"unclosed <a@b.example>', 'unclosed <a@b.example>'],
  ['Ada (Work <a@b.example>', 'Ada Work <a@b.example>'],
  ['5" Screens <a@b.example>, c@d.example', '5 Screens <a@b.example>', ' <c@d.example>'],
  ['Ada :) <a@b.example>', 'Ada : <a@b.example>'],
  // A colon without the semicolon of a group.
  ['Acme: Support <a@b.example>', 'Acme: Support <a@b.example>'],
  ['Ada <mailto:a@b.example>', 'Ada <a@b.example>'],
  ['Team: a@b.example, c@d.example; x@y.example', ' <a@b.example>', ' <c@d.example>', ' <x@y.example>'],
  ['undisclosed-recipients:;'],
  // As before.
  ['"A \\" (B" <a@b.example>', 'A " (B <a@b.example>'],
  ['a@b.example (Ada (the) "first")', 'Ada (the) "first" <a@b.example>'],
  ['"Doe, John" <a@b.example>', 'Doe, John <a@b.example>'],
];

describe('addresses against the grammar', () => {
  for (const [field, ...people] of cases) {
    test(field, async () => assert.deepEqual(await read(field), people));
  }
  test('cost little, however long', async () => {
    for (const piece of ['(', '"', '=?a?q?(', '\\"', 'a:', '<', '=?utf-8?Q?a?= ']) {
      const { to } = await parseMessage(Buffer.from(`To: ${piece.repeat(20_000)} <a@b.example>\r\n\r\nx`));
      assert.ok(to.length <= 1_000);
    }
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultStyle } from '../../src/domain/customer-language.ts';
import { type AnswerableMail, quoteMail, suggestRecipients, threadHeaders } from '../../src/domain/reply.ts';

const at = (address: string) => ({ name: '', address });
const mail: AnswerableMail = {
  direction: 'in',
  fromName: 'Carla',
  fromAddress: 'carla@customer.example',
  replyTo: [],
  answer: null,
  to: [at('support@postroom.example'), at('ben@customer.example')],
  cc: [at('Carla@customer.example'), at('sales@postroom.example'), at('dora@other.example')],
  messageId: 'two@customer.example',
  inReplyTo: ['one@customer.example'],
  references: ['root@customer.example', 'one@customer.example'],
  text: 'Hello\n> earlier\n\nBye',
  sentAt: new Date('2026-11-02T10:00:00Z'),
};
const own = ['support@postroom.example', 'sales@postroom.example'];

const recipients = (changes: Partial<AnswerableMail>) => {
  const { to, cc, elsewhere } = suggestRecipients({ ...mail, ...changes }, own);
  return [to.map((each) => each.address), cc.map((each) => each.address), elsewhere?.address];
};

test('an answer goes to the sender and everybody else, never to ourselves', () => {
  const all = ['ben@customer.example', 'dora@other.example'];
  assert.deepEqual(recipients({}), [['carla@customer.example'], all, undefined]);
  assert.deepEqual(recipients({ replyTo: [at('help@customer.example')] }), [
    ['help@customer.example'],
    ['ben@customer.example', 'carla@customer.example', 'dora@other.example'],
    'help@customer.example',
  ]);
  assert.deepEqual(recipients({ replyTo: [at('support@postroom.example')] })[0], ['carla@customer.example']);
  assert.deepEqual(recipients({ replyTo: [at('CARLA@customer.example')] })[2], undefined);
  const outgoing = { direction: 'out', to: [at('carla@customer.example')], cc: [at(own[0] ?? '')] } as const;
  assert.deepEqual(recipients(outgoing), [['carla@customer.example'], [], undefined]);
});

test('references end with the mail that is answered, by the name its readers know', () => {
  assert.deepEqual(threadHeaders(undefined), { inReplyTo: undefined, references: [] });
  assert.deepEqual(threadHeaders({ ...mail, messageId: null }), { inReplyTo: undefined, references: [] });
  assert.deepEqual(threadHeaders(mail), {
    inReplyTo: 'two@customer.example',
    references: ['root@customer.example', 'one@customer.example', 'two@customer.example'],
  });
  assert.deepEqual(threadHeaders({ ...mail, references: [] }).references, [
    'one@customer.example',
    'two@customer.example',
  ]);
  const assigned = 'new@prod.outlook.com';
  assert.equal(threadHeaders(mail, ['two@customer.example', assigned]).inReplyTo, assigned);
  assert.deepEqual(threadHeaders({ ...mail, messageId: 'a b@x', references: ['ü@x', '<r@x>', 'r@x'] }), {
    inReplyTo: 'r@x',
    references: ['r@x'],
  });
  const long = Array.from({ length: 200 }, (_, n) => `${n}@x`);
  const { references } = threadHeaders({ ...mail, references: long });
  assert.equal(references.length, 20);
  assert.deepEqual([references[0], references.at(-1)], ['0@x', 'two@customer.example']);
});

test('a quote says who wrote when, one mark deeper than before', () => {
  assert.equal(
    quoteMail(mail, defaultStyle),
    'On 2026-11-02 10:00 UTC, Carla <carla@customer.example> wrote:\n> Hello\n>> earlier\n>\n> Bye',
  );
  assert.equal(quoteMail({ ...mail, text: 'x\n'.repeat(5000) }, defaultStyle).split('\n').length, 402);
});

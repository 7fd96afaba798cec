import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rendering } from '../../src/domain/rendering.ts';
import { decideSender } from '../../src/domain/sender.ts';
import { isForwardSubject } from '../../src/domain/subject.ts';
import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { renderMessage } from '../../src/mail/render/render-message.ts';

// What a message becomes, without a desk: read and rendered in the process of the test.

/** A message, and words of what it has to become; `!` in front of one says that it must not be there. */
export type Look = readonly [
  name: string,
  raw: string | Buffer,
  wanted: Readonly<Partial<Record<keyof Seen, string | readonly string[]>>>,
];

interface Seen {
  readonly subject: string;
  readonly text: string;
  readonly from: string;
  readonly customer: string;
  readonly customerName: string;
  readonly files: readonly string[];
  readonly inline: readonly string[];
  readonly robot: string;
  readonly receipt: string;
  readonly report: string;
  readonly calendar: string;
  readonly sentAt: string;
  /** The words in sight, and those that are folded. */
  readonly shown: string;
  readonly folded: string;
  readonly protection: string;
}

const house = {
  replyTo: 'address' as const,
  ownAddresses: ['support@postroom.example'],
  agentAddresses: ['ada@desk.example'],
  formAddresses: ['form@shop.example'],
  unwrapsForwards: true,
};

export function runLooks(looks: readonly Look[]): void {
  for (const [name, raw, wanted] of looks) {
    test(name, async () => {
      const seen = await look(Buffer.from(raw as string));
      assert.notDeepEqual(Object.keys(wanted), [], 'nothing is looked at');
      for (const [key, value] of Object.entries(wanted)) {
        const found = seen[key as keyof Seen];
        if (typeof value !== 'string') assert.deepEqual(found, value);
        else for (const word of value.split('|')) assertWord(key, String(found), word);
      }
    });
  }
}

function assertWord(key: string, found: string, word: string): void {
  const isThere = word.startsWith('!') ? !found.includes(word.slice(1)) : found.includes(word);
  assert.ok(isThere && (word !== '' || found === ''), `${key}: ${word}\n${found.slice(0, 300)}`);
}

async function look(raw: Buffer): Promise<Seen> {
  const message = await parseMessage(raw, defaultLimits);
  const { clues } = message;
  const { customer } = decideSender(message, house);
  const rendering = renderMessage(raw, [], defaultLimits, isForwardSubject(message.subject));
  const names = (isInline: boolean) =>
    message.attachments.filter((each) => each.isInline === isInline).map(({ name }) => name);
  return {
    subject: message.subject,
    text: message.text,
    from: `${message.from?.name ?? ''} <${message.from?.address ?? ''}>`,
    customer: customer?.address ?? '',
    customerName: customer?.name ?? '',
    files: names(false),
    inline: names(true),
    robot: clues.robot?.kind ?? 'no',
    receipt: clues.receipt?.kind ?? '',
    report: JSON.stringify(clues.report ?? ''),
    calendar: JSON.stringify(message.calendar[0] ?? ''),
    sentAt: message.date?.toISOString() ?? '',
    protection: message.protection,
    ...unfold(rendering),
  };
}

function unfold({ html, blocks }: Rendering): Pick<Seen, 'shown' | 'folded'> {
  if (html === undefined) {
    const texts = (isText: boolean) => blocks.filter(({ kind }) => (kind === 'text') === isText);
    return { shown: JSON.stringify(texts(true)), folded: JSON.stringify(texts(false)) };
  }
  const folded = [...html.matchAll(/<details(?! open)[^>]*>[\s\S]*?<\/details>/g)].map(([whole]) => whole);
  return {
    shown: readWords(folded.reduce((rest, each) => rest.replace(each, ' '), html)),
    folded: readWords(folded.join(' ')),
  };
}

function readWords(html: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
  return html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replace(/&(#?\w+);/g, (whole, name: string) => names[name] ?? whole)
    .replace(/\s+/g, ' ');
}

import { wordTable } from '../../src/domain/word-table.ts';
import { nameLevel } from '../ticket-words.ts';
import { shapeWords } from '../webhooks/webhook-words.ts';
import { t } from '../words.ts';

type ValueWords = Readonly<Record<string, () => string>>;

/** @returns what a choice is called, as on the page where it is made; undefined for a value that is no choice */
export function nameChoice(field: string, value: string): string | undefined {
  if (field === 'folder' && value === '') return t('INBOX');
  if (field === 'archiveState' || field === 'state') return nameLevel(value);
  if (field === 'shape') return (shapeWords() as Readonly<Record<string, string>>)[value];
  const words = choices[field];
  return words !== undefined && Object.hasOwn(words, value) ? words[value]?.() : undefined;
}

/** @param hints by value. @returns the choices of a setting as its page offers them */
export function listChoices<Field extends keyof typeof named>(
  field: Field,
  hints: { readonly [Value in keyof (typeof named)[Field]]?: string } = {},
): { value: string; label: string; hint?: string }[] {
  return Object.entries<() => string>(named[field]).map(([value, word]) => {
    const hint = hints[value as keyof typeof hints];
    return { value, label: word(), ...(hint === undefined ? {} : { hint }) };
  });
}

/** By the field of a setting, in the order in which its page offers them; each is made when it is asked for. */
const named = {
  afterImport: {
    delete: () => t('No: delete each message after its import'),
    mark_read: () => t('Yes: mark it read'),
    move: () => t('Yes: move it to a folder'),
  },
  followUp: {
    reopen: () => t('reopens it'),
    new: () => t('opens a new ticket that is linked to it'),
  },
  foreignReferences: {
    on: () => t('becomes a follow-up'),
    same_subject: () => t('becomes a follow-up when the subject is the same'),
    off: () => t('becomes a new ticket'),
  },
  microsoft: {
    off: () => t('No'),
    optional: () => t('Yes, beside passwords and passkeys'),
    only: () => t('Yes, and in no other way'),
  },
  nameFormat: {
    group: () => t('the group’s'),
    agent_via_group: () => t('the agent’s, via the group'),
    agent: () => t('the agent’s'),
  },
  onBounce: {
    reopen: () => t('opens its closed or waiting ticket again'),
    keep: () => t('only marks its ticket'),
  },
  oversized: {
    refuse: () => t('is put aside, and a polite mail asks its sender for a smaller one'),
    note: () => t('is put aside; nobody is told'),
  },
  replyTo: {
    address_with_from_name: () => t('that address is the customer, with the sender’s name'),
    address: () => t('that address is the customer, with its own name'),
    off: () => t('the sender stays the customer'),
  },
  role: {
    agent: () => t('Agent'),
    admin: () => t('Admin'),
  },
  route: {
    none: () => t('Nobody is told'),
    channel: () => t('Mail from a channel'),
    smtp: () => t('Mail through a server of its own'),
    webhook: () => t('Webhook'),
  },
} satisfies Readonly<Record<string, ValueWords>>;
const choices = wordTable<ValueWords>(named);

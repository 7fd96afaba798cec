import { isAddress, normalizeAddress } from '../address.ts';
import type { Address } from '../message.ts';
import { findHeader, listHeader, type ParsedMessage } from '../message.ts';
import { fillAddress } from '../template.ts';
import { type TicketState, ticketStates } from '../ticket.ts';
import { cleanTag } from './filter.ts';
import { type TicketPriority, ticketPriorities } from './filter-rule.ts';

/** What header fields of a trusted sender ask for. Names are still to be looked up. */
interface HeaderActions {
  readonly group: string | undefined;
  /** An agent's address, lower case. */
  readonly owner: string | undefined;
  readonly priority: TicketPriority | undefined;
  readonly state: TicketState | undefined;
  readonly tags: readonly string[];
  readonly customer: Address | undefined;
  readonly isInternal: boolean;
  readonly isIgnored: boolean;
  readonly noAutoReply: boolean;
  /** Fields that say something we do not take. */
  readonly refused: readonly { readonly header: string; readonly value: string }[];
}

type Message = Pick<ParsedMessage, 'headers'>;

/** Each field, and the name that forms written for Zammad give it. The first that is there counts. */
const fields = {
  group: ['x-postroom-ticket-group', 'x-zammad-ticket-group'],
  owner: ['x-postroom-ticket-owner', 'x-zammad-ticket-owner'],
  priority: ['x-postroom-ticket-priority', 'x-zammad-ticket-priority'],
  state: ['x-postroom-ticket-state', 'x-zammad-ticket-state'],
  tags: ['x-postroom-ticket-tags', 'x-zammad-ticket-tags'],
  customer: ['x-postroom-customer-email', 'x-zammad-customer-email'],
  internal: ['x-postroom-article-internal', 'x-zammad-article-internal'],
  ignore: ['x-postroom-ignore', 'x-zammad-ignore'],
  autoReply: ['x-postroom-send-auto-response', 'x-zammad-send-auto-response'],
} as const;
type FieldName = keyof typeof fields;

/** Reads the action fields of a message from a trusted channel. Whether it is trusted, the caller knows. */
export function readHeaderActions(message: Message): HeaderActions {
  const refused: { header: string; value: string }[] = [];
  const read = <T>(name: FieldName, parse: (value: string) => T | undefined): T | undefined => {
    const value = findField(message, name);
    if (value === undefined || value === '') return undefined;
    const parsed = parse(value);
    if (parsed === undefined) {
      refused.push({ header: fields[name][0], value: value.slice(0, 80) });
    }
    return parsed;
  };
  return {
    group: read('group', (value) => value.slice(0, 200)),
    owner: read('owner', parseOwner),
    priority: read('priority', parsePriority),
    state: read('state', parseState),
    tags: readTags(message),
    customer: read('customer', fillAddress),
    isInternal: read('internal', parseFlag) ?? false,
    isIgnored: read('ignore', parseFlag) ?? false,
    noAutoReply: read('autoReply', parseFlag) === false,
    refused,
  };
}

/** Whether a field would act if its channel were trusted: from any other channel it is neither obeyed nor shown. */
export function isActionHeader(name: string): boolean {
  return /^x-(?:postroom|zammad)-/i.test(name) && name.toLowerCase() !== 'x-postroom-loop';
}

/** @returns the message as untrusted channels may see it. */
export function withoutActionHeaders<T extends Message>(message: T): T {
  if (!message.headers.some(([name]) => isActionHeader(name))) return message;
  return { ...message, headers: message.headers.filter(([name]) => !isActionHeader(name)) };
}

function findField(message: Message, name: FieldName): string | undefined {
  const [own, alias] = fields[name];
  return (findHeader(message, own) ?? findHeader(message, alias))?.trim();
}

function readTags(message: Message): string[] {
  const [own, alias] = fields.tags;
  const lines = [...listHeader(message, own), ...listHeader(message, alias)];
  const tags = lines.flatMap((line) => line.slice(0, 2000).split(',')).map(cleanTag);
  return [...new Set(tags)].filter((tag) => tag !== '').slice(0, 20);
}

function parseOwner(value: string): string | undefined {
  const address = normalizeAddress(value);
  return isAddress(address) ? address : undefined;
}

// Zammad numbers its priorities: "1 low", "2 normal", "3 high".
function parsePriority(value: string): TicketPriority | undefined {
  const word = value.toLowerCase().replace(/^\d\s*/, '');
  return ticketPriorities.find((priority, index) => priority === word || value === String(index + 1));
}

// What Zammad calls pending is waiting here.
function parseState(value: string): TicketState | undefined {
  const word = value.toLowerCase();
  if (word.startsWith('pending')) return 'waiting';
  return ticketStates.find((state) => state === word);
}

function parseFlag(value: string): boolean | undefined {
  if (/^(?:yes|true|on|1)$/i.test(value)) return true;
  return /^(?:no|false|off|0)$/i.test(value) ? false : undefined;
}

import { isAddress, normalizeAddress, stripVia } from './address.ts';
import { type Address, findHeader, type ParsedMessage } from './message.ts';
import { isForwardSubject } from './subject.ts';

export interface SenderOptions {
  /** What a Reply-To field changes: nothing, who the customer is, or that with From's name kept. */
  readonly replyTo: 'off' | 'address' | 'address_with_from_name';
  /** Addresses that Postroom's groups send from. */
  readonly ownAddresses: readonly string[];
  readonly agentAddresses: readonly string[];
  /** Senders whose mail is a form that somebody else filled in. */
  readonly formAddresses: readonly string[];
  /** Whether a message forwarded by an agent belongs to the person who wrote it. */
  readonly unwrapsForwards: boolean;
}

export interface SenderDecision {
  /** Undefined when no usable address stands anywhere. */
  readonly customer: Address | undefined;
  readonly because:
    | 'from'
    | 'reply_to'
    | 'forwarded_by_agent'
    | 'contact_form'
    | 'via_list'
    | 'sender'
    | 'none';
  /** The mail claims to come from an agent. From can be forged: it says who wrote, it grants nothing. */
  readonly isFromAgent: boolean;
  /** The mail comes from one of our own addresses: a copy of what we sent, or a loop. */
  readonly isFromUs: boolean;
}

export type SenderFacts = Pick<
  ParsedMessage,
  'from' | 'sender' | 'replyTo' | 'headers' | 'subject' | 'text'
> &
  Partial<Pick<ParsedMessage, 'attachments'>>;

/** Decides whose question a message is. */
export function decideSender(message: SenderFacts, options: SenderOptions): SenderDecision {
  const from = message.from ?? message.sender;
  const isFromUs = includes(options.ownAddresses, from?.address);
  const isFromAgent = includes(options.agentAddresses, from?.address);
  const decide = (customer: Address | undefined, because: SenderDecision['because']) => ({
    customer,
    because,
    isFromAgent,
    isFromUs,
  });
  const isForeign = (candidate: Address | undefined): candidate is Address =>
    candidate !== undefined && !includes(options.ownAddresses, candidate.address);
  const replyTo = message.replyTo.find(isForeign);

  if (includes(options.formAddresses, from?.address)) {
    const filledIn = replyTo ?? findFormAddress(message.text);
    if (isForeign(filledIn)) return decide(filledIn, 'contact_form');
  }
  if (isFromAgent && options.unwrapsForwards) {
    const author = isForwardSubject(message.subject)
      ? (findForwardedSender(message.text) ?? findAttachedSender(message))
      : undefined;
    if (isForeign(author) && !includes(options.agentAddresses, author.address)) {
      return decide(author, 'forwarded_by_agent');
    }
  }
  const behindList = findBehindList(message);
  if (isForeign(behindList)) return decide(behindList, 'via_list');
  if (replyTo !== undefined && options.replyTo !== 'off' && replyTo.address !== from?.address) {
    const name = options.replyTo === 'address_with_from_name' ? from?.name || replyTo.name : replyTo.name;
    return decide({ name, address: replyTo.address }, 'reply_to');
  }
  if (message.from !== undefined) return decide(message.from, 'from');
  return message.sender === undefined ? decide(undefined, 'none') : decide(message.sender, 'sender');
}

/** @returns the author of the first message that a text forwards, from the header block that mail programs write. */
export function findForwardedSender(text: string): Address | undefined {
  const lines = text.slice(0, 200_000).split('\n', 3_000);
  const index = lines.findIndex((line) => fromLine.test(line));
  if (index < 0) return undefined;
  const block = lines.slice(index, index + 8).join('\n');
  if (
    !/^[>\s*]*(?:date|sent|datum|gesendet|envoyé|fecha|enviado|data|inviato|verzonden|skickat|sendt|subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|to|an)\s?\*?:/imu.test(
      block,
    )
  ) {
    return undefined;
  }
  return readAddress(fromLine.exec(lines[index] ?? '')?.[1] ?? '');
}

/** Outlook forwards a message as a file too. Several files are no forwarded message, but a collection. */
function findAttachedSender({ attachments = [] }: SenderFacts): Address | undefined {
  const [attached, ...more] = attachments.filter(({ type }) => type === 'message/rfc822');
  if (attached === undefined || more.length > 0) return undefined;
  const start = Buffer.from(attached.content.subarray(0, 65_536)).toString('latin1');
  const header = start.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const found = readAddress(/^from:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(header)?.[1] ?? '');
  if (found === undefined) return undefined;
  // Only the parser decodes words; an address is a better name than one in code.
  return /=\?|[^\x20-\x7e]/.test(found.name) ? { ...found, name: '' } : found;
}

const fromLine =
  /^[>\s*]{0,10}(?:from|von|de|da|van|från|fra|od|от|expéditeur|remitente|mittente|发件人|差出人)\s?\*?\s?[:：]\*?\s*(\S.{2,500})$/iu;

// `Anna via Sales <sales@example.com>`: lists rewrite From so that DMARC passes, and keep the author elsewhere.
function findBehindList(message: SenderFacts): Address | undefined {
  const { from } = message;
  const name = from === undefined ? '' : stripVia(from.name);
  if (from === undefined || name === from.name) return undefined;
  const original = findHeader(message, 'x-original-from') ?? findHeader(message, 'x-original-sender') ?? '';
  const author =
    readAddress(original) ?? message.replyTo.find((candidate) => candidate.address !== from.address);
  return author === undefined ? undefined : { name: author.name || name, address: author.address };
}

function findFormAddress(text: string): Address | undefined {
  const line =
    /^[\s*>-]{0,10}(?:e-?mail(?:[ -]?(?:adresse|address))?|mail|courriel|correo(?: electrónico)?|absender)\s?\*?\s?[:=]\s*(\S.{2,300})$/imu;
  return readAddress(line.exec(text.slice(0, 100_000))?.[1] ?? '');
}

function readAddress(value: string): Address | undefined {
  const found = /[^\s<>"'(),;:[\]]{1,64}@[^\s<>"'(),;:[\]]{1,253}/u.exec(value);
  const address = normalizeAddress(found?.[0] ?? '');
  if (found === null || !isAddress(address)) return undefined;
  const name = value
    .slice(0, found.index)
    .replace(/(?:\[?mailto:|[<[("'*])\s*$/i, '')
    .replace(/^["'*\s]+|["'*\s<[(]+$/g, '');
  return { name, address };
}

function includes(list: readonly string[], address: string | undefined): boolean {
  return address !== undefined && list.some((item) => normalizeAddress(item) === normalizeAddress(address));
}

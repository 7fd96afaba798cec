import { domainOf, isAddress, normalizeAddress, stripVia } from './address.ts';
import { listLines, readAddress } from './address-in-text.ts';
import { findForwarded, type InnerFacts, isRecipient } from './forwarded-senders.ts';
import { type Address, findHeader, type InnerSenders, listHeader } from './message.ts';

export function findInnerSenders(message: InnerFacts): InnerSenders {
  return {
    forwarded: findForwarded(message),
    form: findFormAddress(message),
    behindList: findBehindList(message),
    lists: listPosts(message),
  };
}

// `Anna via Sales <sales@example.com>`: lists rewrite From so that DMARC passes, and keep the author elsewhere.
function findBehindList(message: InnerFacts): Address | undefined {
  const { from } = message;
  if (from === undefined) return undefined;
  const named = originalFields
    .map((name) => readAddress(findHeader(message, name) ?? ''))
    .find((found) => found !== undefined);
  const name = stripVia(from.name);
  if (name === from.name) {
    // Without the words in the name, only a list says so that has put its own address there.
    return named !== undefined && listPosts(message).includes(from.address) ? named : undefined;
  }
  const posts = listPosts(message);
  const isAuthor = ({ address }: Address) => address !== from.address && !posts.includes(address);
  const author = named ?? findEncoded(message) ?? message.replyTo.find(isAuthor) ?? findCopied(message, name);
  return author === undefined ? undefined : { name: author.name || name, address: author.address };
}

/** `anna=example.com@groups.io` */
function findEncoded({ from, replyTo }: InnerFacts): Address | undefined {
  const local = from?.address.split('@')[0] ?? '';
  const address = local.replace(/=(?=[^=]*$)/, '@');
  return address === local ? undefined : replyTo.find((each) => each.address === address);
}

/** Where answers go to the list, Mailman puts the author among the copies. */
function findCopied({ cc }: InnerFacts, name: string): Address | undefined {
  return cc.find((each) => each.name !== '' && each.name.toLowerCase() === name.toLowerCase());
}

/** RFC 9057, Google Groups, Mailman and Sympa. */
const originalFields = [
  'author',
  'x-original-from',
  'x-original-sender',
  'x-mailman-original-from',
  'original-from',
];

// RFC 2369 section 3.4.
function listPosts(message: Pick<InnerFacts, 'headers'>): string[] {
  return listHeader(message, 'list-post')
    .flatMap((value) => [...value.slice(0, 2_000).matchAll(/<mailto:([^<>?\s]{3,254})/gi)])
    .map((match) => normalizeAddress(match[1] ?? ''))
    .filter(isAddress)
    .slice(0, 5);
}

/**
 * The field of a form that asks for an address, with words before it ("Your …") and notes behind it ("(required)"). What is no
 * sign counts as a letter: V8 takes ten times as long for a pattern that knows all letters, in each process anew.
 */
const mailLabel =
  /^[\s*>|#-]{0,10}(?:[^\s\d!-&(-\-/:-@[-`{-~]{1,24}[ -]){0,3}?(?:e-?mail|mail|courriel|correo(?: electrónico)?|e-?post|e-postadress|sähköposti|email|эл(?:ектронная|\.)? ?почта|почта|пошта|имейл|eposta|e-posta|メール(?:アドレス)?|电子邮件|电邮|邮箱|電子郵件|信箱|이메일|البريد الإلكتروني|אימייל|דוא"?ל)(?:[ -]?(?:adresse|address|adres|adress|id|addr\.?|adresa|címe?|osoite|dirección|indirizzo|endereço|地址))?s?\s?(?:\([^()]{0,40}\)|\*)?\s{0,3}(?:[:=：|]|\t|$|(?<=\s)(?=<?[^\s@<>]{1,64}@))\*?(.{0,300})$/i;
/** The field that says who has filled it in. */
const senderLabel =
  /^[\s*>|-]{0,10}(?:from|sender|von|absender|de|da|van|expéditeur|remitente|mittente|afzender|avsändare|afsender|avsender|od|nadawca|от|отправитель|差出人|发件人|보낸 사람)\s?\*?\s?[:=：]\*?(.{0,300})$/i;

/** The address stands behind the name of its field, or below it; or it is the only one of somebody else. */
function findFormAddress(message: InnerFacts): Address | undefined {
  if (!message.text.includes('@')) return undefined;
  const lines = listLines(message.text);
  const candidates = listNearAddresses(lines);
  if (candidates.length === 0) return undefined;
  const isOther = (found: Address | undefined): found is Address =>
    found !== undefined && found.address !== message.from?.address && !isRecipient(message, found);
  for (const label of [mailLabel, senderLabel]) {
    for (const index of candidates) {
      const line = lines[index] ?? '';
      if (line.length > 400) continue;
      const value = label.exec(line)?.[1]?.trim();
      if (value === undefined) continue;
      const below = lines.slice(index + 1, index + 1 + linesBelow);
      const found = readAddress(value === '' ? (below.find(hasWords) ?? '') : value);
      if (isOther(found)) return found;
    }
  }
  return findOnlyStranger(lines, message);
}

/** So far below the name of its field an address may stand. */
const linesBelow = 3;

/** @returns which lines can be or name the field of an address: the patterns for that cost more than all else in most mail */
function listNearAddresses(lines: readonly string[]): number[] {
  const found: number[] = [];
  let next = 0;
  for (let index = 0; index < lines.length; index++) {
    if (lines[index]?.includes('@') !== true) continue;
    for (next = Math.max(next, index - linesBelow); next <= index; next++) found.push(next);
  }
  return found;
}

const mostFormLines = 300;

/** The one address in a form's mail that is neither its sender's house nor ours; undefined where there are more. */
function findOnlyStranger(lines: readonly string[], message: InnerFacts): Address | undefined {
  const houses = new Set(
    [message.from, ...message.to, ...message.cc].map((each) => domainOf(each?.address ?? '')),
  );
  const strangers = new Map<string, Address>();
  const end = Math.min(lines.length, mostFormLines);
  for (let index = 0; index < end; index++) {
    const line = lines[index] ?? '';
    const found = line.includes('@') ? readAddress(line) : undefined;
    if (found !== undefined && !houses.has(domainOf(found.address))) strangers.set(found.address, found);
    if (strangers.size > 1) return undefined;
  }
  const [only] = strangers.values();
  return only;
}

function hasWords(line: string): boolean {
  return line.trim() !== '';
}

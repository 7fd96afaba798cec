import { isAddress, normalizeAddress, stripVia } from './address.ts';
import {
  type Address,
  findHeader,
  type HeaderField,
  type InnerSenders,
  listHeader,
  type ParsedAttachment,
} from './message.ts';
import { isForwardSubject } from './subject.ts';

export interface InnerFacts {
  readonly from: Address | undefined;
  readonly replyTo: readonly Address[];
  readonly headers: readonly HeaderField[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Pick<ParsedAttachment, 'type' | 'content'>[];
}

export function findInnerSenders(message: InnerFacts): InnerSenders {
  const isForward = isForwardSubject(message.subject);
  return {
    forwarded: isForward ? (findForwardedSender(message.text) ?? findAttachedSender(message)) : undefined,
    form: findFormAddress(message.text),
    behindList: findBehindList(message),
    lists: listPosts(message),
  };
}

const senderNames =
  'from|von|de|da|van|från|fra|od|от|від|expéditeur|remitente|mittente|remetente|afzender|avsender|afsender|lähettäjä|feladó|nadawca|odesílatel|odosielateľ|expeditor|de la|pošiljatelj|saatja|siuntėjas|kimden|gönderen|από|מאת|من|寄件者|寄件人|发件人|發件人|差出人|送信者|보낸 사람|보낸사람|จาก|từ|dari';
const otherNames =
  'date|sent|to|subject|datum|gesendet|an|betreff|envoyé|à|objet|fecha|enviado|para|asunto|data|inviato|a|oggetto|assunto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|lähetetty|päiväys|vastaanottaja|aihe|küldve|címzett|tárgy|wysłano|do|temat|odesláno|komu|předmět|predmet|trimis|către|subiect|gönderildi|kime|konu|отправлено|дата|кому|тема|надіслано|стало|θέμα|προς|נשלח|אל|נושא|تم الإرسال|إلى|الموضوع|寄件日期|傳送時間|收件者|主旨|发送时间|日期|收件人|主题|送信日時|宛先|件名|보낸 날짜|받는 사람|제목';
const fromLine = new RegExp(
  `^[>\\s*]{0,10}(?:${senderNames})\\s?\\*?\\s?[:：]\\*?\\s{0,20}(\\S.{2,500})$`,
  'iu',
);
const otherLine = new RegExp(`^[>\\s*]{0,10}(?:${otherNames})\\s?\\*?\\s?[:：]`, 'iu');
const [mostLines, mostCharacters, longestLine] = [3_000, 200_000, 600];

/** @returns the author of the first message that a text forwards, from the header block that mail programs write */
export function findForwardedSender(text: string): Address | undefined {
  const lines = listLines(text);
  const index = lines.findIndex((line) => fromLine.test(line));
  if (index < 0 || !lines.slice(index, index + 8).some((line) => otherLine.test(line))) return undefined;
  return readAddress(fromLine.exec(lines[index] ?? '')?.[1] ?? '');
}

/** Outlook forwards a message as a file too. Several files are no forwarded message, but a collection. */
function findAttachedSender({ attachments }: InnerFacts): Address | undefined {
  const [attached, ...more] = attachments.filter(({ type }) => type === 'message/rfc822');
  if (attached === undefined || more.length > 0) return undefined;
  const start = Buffer.from(attached.content.subarray(0, 65_536)).toString('latin1');
  const header = start.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const found = readAddress(/^from:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(header)?.[1] ?? '');
  if (found === undefined) return undefined;
  // Only the parser decodes words; an address is a better name than one in code.
  return /=\?|[^\x20-\x7e]/.test(found.name) ? { ...found, name: '' } : found;
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
  const author =
    named ?? message.replyTo.find(({ address }) => address !== from.address && !posts.includes(address));
  return author === undefined ? undefined : { name: author.name || name, address: author.address };
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

const formLine =
  /^[\s*>-]{0,10}(?:e-?mail(?:[ -]?(?:adresse|address))?|mail|courriel|correo(?: electrónico)?|indirizzo e-?mail|e-postadress|e-post|adres e-mail|absender)\s?\*?\s?[:=]\*?\s{0,20}(.{0,300})$/iu;

/** The address stands behind the name of its field, or below it. */
function findFormAddress(text: string): Address | undefined {
  const lines = listLines(text);
  for (const [index, line] of lines.entries()) {
    const value = formLine.exec(line)?.[1]?.trim();
    if (value === undefined) continue;
    const found = readAddress(
      value === '' ? (lines.slice(index + 1, index + 4).find(hasWords) ?? '') : value,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasWords(line: string): boolean {
  return line.trim() !== '';
}

function listLines(text: string): string[] {
  return text
    .slice(0, mostCharacters)
    .split('\n', mostLines)
    .map((line) => line.slice(0, longestLine));
}

function readAddress(value: string): Address | undefined {
  const found = /[^\s<>"'(),;:[\]]{1,64}@[^\s<>"'(),;:[\]]{1,253}/u.exec(value.slice(0, longestLine));
  const address = normalizeAddress(found?.[0] ?? '');
  if (found === null || !isAddress(address)) return undefined;
  const name = value
    .slice(0, found.index)
    .replace(/(?:\[?mailto:|[<[("'*])\s{0,5}$/i, '')
    .replace(/^["'*\s]{1,20}|["'*\s<[(]{1,20}$/g, '');
  return { name, address };
}

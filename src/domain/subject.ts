/** How a ticket's number stands in subjects: hook `Ticket#` gives `[Ticket#10023]`. */
export interface TagOptions {
  readonly hook: string;
}
export const defaultTag: TagOptions = { hook: 'Ticket#' };

/**
 * Reply and forward prefixes as mail programs write them in their users' languages. A number may follow (`Re[2]:`,
 * `Re^3:`, `RE (4):`), and the colon may be the full-width one.
 */
const replies =
  're|aw|antw|antwort|sv|vs|ref|rép|rif|r|res|resp|respuesta|odp|ynt|yan|bls|balas|vá|vl|atb|отв|ответ|на|απ|σχετ|השב|תגובה|رد|回复|回覆|回復|答复|답장|返信|ats|hl|réf|odg|antw\\.|rif\\.|atb\\.|ynt\\.|odp\\.|sv\\.|vast\\.|res\\.|trả lời|ตอบกลับ|ตอบ|vast|vastaus|svar|antwoord|risposta|resposta|răspuns|odgovor|odpoveď|odpověď|válasz|cevap|cvp|atsakymas|отг|reenv|תשובה|回信|答覆';
const forwards =
  'redir\\.|videresend|weitergeleitet|forwarded|forward|transféré|reenviado|inoltrato|encaminhado|encaminhada|doorgestuurd|vidarebefordrat|videresendt|fw|fwd|wg|wtr|tr|trs|vb|i|rv|enc|enviado|pd|doorst|videres|vl|továbbítás|fs|ilt|İLT|továbbít|пер|пересл|προωθ|הועבר|إعادة توجيه|转发|轉寄|转寄|전달|転送|trf|përc|πρθ|yml|chuyển tiếp|prosl|trl|terus|ส่งต่อ|peršiųsta|pārs';
// A bounded run of blanks: two without a bound beside each other are quadratic.
const prefix = new RegExp(
  `^(?:${replies}|${forwards})\\s{0,9}(?:[[(^]?\\d{1,3}[\\])]?)?\\s{0,9}[:：]\\s*`,
  'iu',
);
/** What gateways and lists put before subjects; no ticket tag has this form. */
const warning =
  /^(?:[[{(<*]{1,5}\s*(?:external|extern|externe|externo|ext|esterno|external (?:sender|email|mail)|caution|warning|achtung|spam\??|suspected spam|possible spam|marked as spam|bulk|verdacht|junk|virus|newsletter)\.?\s*[\]})>*]{1,5}[\s:-]*|extern(?:al)?\s?:\s*(?=(?:re|aw|fwd?|wg|sv|tr)\s?:))/iu;

const suffix = /\((?:fwd|was:[^()]*)\)$/i;

/** @returns the subject without reply and forward prefixes and gateway warnings, however many there are. */
export function stripPrefixes(subject: string): string {
  let rest = subject.trim();
  for (let round = 0; round < 50; round++) {
    const next = rest.replace(prefix, '').replace(warning, '').replace(suffix, '').trim();
    if (next === rest) break;
    rest = next;
  }
  return rest;
}

/** @returns what two messages of one conversation have in common: no prefixes, no tag, no case, single blanks. */
export function normalizeSubject(subject: string, tag: TagOptions = defaultTag): string {
  return stripPrefixes(withoutTags(subject, tag)).replace(/\s+/g, ' ').trim().toLowerCase();
}

const forwardPrefix = new RegExp(`^(?:${forwards})\\s{0,9}(?:[[(]\\d{1,3}[\\])])?\\s{0,9}[:：]`, 'iu');

/** Whether the subject begins as a forwarded message's does, or says so at its end as older programs do. */
export function isForwardSubject(subject: string): boolean {
  const text = subject.slice(0, 1_000).trim().replace(warning, '');
  return forwardPrefix.test(text) || /\(fwd\)$/i.test(text) || /\[fwd?:[^[\]]{0,900}\]$/i.test(text);
}

/** Whether the subject begins with letters that are a forward's in one language and an answer's in another. */
export function isPerhapsForwardSubject(subject: string): boolean {
  return /^vs\s*[:：]/iu.test(subject.slice(0, 1_000).trim().replace(warning, ''));
}

/** @returns the ticket numbers tagged in the subject, each once, in order. */
export function findTicketNumbers(given: string, tag: TagOptions = defaultTag): number[] {
  if (!hasDigit.test(given)) return [];
  // East Asian programs write signs as wide as their letters.
  const subject = given.replaceAll('＃', '#');
  const looseNumber = loosePattern(tag);
  const loose = looseNumber === undefined ? [] : [...subject.matchAll(looseNumber)];
  const found = [...subject.matchAll(tagPattern(tag, 'g')), ...loose].sort((a, b) => a.index - b.index);
  const numbers = found.map((match) => Number(match[1] ?? match[2]));
  return [...new Set(numbers)].filter((number) => Number.isSafeInteger(number) && number > 0);
}

/** @returns `Re: [Ticket#10023] subject` without tags or prefixes from earlier rounds. */
export function replySubject(subject: string, number: number, tag: TagOptions = defaultTag): string {
  return `Re: ${addTag(subject, number, tag)}`;
}

/** @returns the subject with this ticket's tag in front and no other tag or reply prefix. */
export function addTag(subject: string, number: number, tag: TagOptions = defaultTag): string {
  const loose = loosePattern(tag);
  // Another system writes its own numbers in nearly the same way, and needs them.
  const own = loose && subject.replace(loose, (found, digits) => (Number(digits) === number ? ' ' : found));
  const bare = stripPrefixes(withoutTags(own ?? subject, tag).replace(/\s+/g, ' '));
  return `[${tag.hook}${number}] ${bare}`.trim();
}

/** A tag has a number, and to make its pattern costs more than all else that is asked of a subject. */
const hasDigit = /\d/;

function withoutTags(subject: string, tag: TagOptions): string {
  return hasDigit.test(subject) ? subject.replace(tagPattern(tag, 'g'), ' ') : subject;
}

// Without brackets only behind a hook that reads like a word: a hook `#` would take every `#1` for a ticket.
function tagPattern({ hook }: TagOptions, flags: string): RegExp {
  const escaped = hook.trim().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const bracketed = `[[［【]\\s*${escaped}\\s*(\\d{1,15})\\s*[\\]］】]`;
  const bare = /\p{L}{3}/u.test(hook) ? `|(?<![\\p{L}\\p{N}])${escaped}\\s?(\\d{1,15})(?!\\d)` : '|($^)';
  return new RegExp(bracketed + bare, `iu${flags}`);
}

/**
 * Within brackets a person may have set blanks between the parts of a tag, or a word before its sign: `[Ticket No. #10023]`.
 * @returns undefined for a hook that is not a word with a sign behind it
 */
function loosePattern({ hook }: TagOptions): RegExp | undefined {
  const [, word, sign] = /^\s*([\p{L} ]{3,40}?)\s*([^\p{L}\p{N}\s]{1,3})\s*$/u.exec(hook) ?? [];
  if (word === undefined || sign === undefined) return undefined;
  const escaped = sign.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const between = '(?:\\s{1,3}\\p{L}{1,8}\\.?)?\\s{0,3}';
  return new RegExp(`[[［【]\\s{0,3}${word}${between}${escaped}\\s{0,3}(\\d{1,15})\\s{0,3}[\\]］】]`, 'giu');
}

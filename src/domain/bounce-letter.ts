import { isAddress, normalizeAddress } from './address.ts';
import { findProblem } from './delivery-status.ts';
import { trimEndOf } from './plain-text.ts';

/** What a mail server tells a person: Exchange's letter, and the plain texts of Exim, qmail, Postfix, Domino and others. */
interface BounceLetter {
  readonly state: 'failed' | 'delayed';
  readonly recipients: readonly { readonly address: string; readonly words: string }[];
  /** The first words of a server in it, for recipients without any of their own; '' for none. */
  readonly words: string;
}

const mostLines = 1_500;
const longestLine = 1_000;
const mostRecipients = 50;
const mostWords = 1_500;
/** Servers come to it at once. */
const mostCauseLines = 40;
/** From here on it is what was sent, and not what is said of it. */
const original =
  /^[\s>*|-]{0,60}(?:this is a copy of|here is (?:a copy|the message)|original message (?:headers|follows)|original-?nachricht|ursprüngliche nachrichtenkopfzeilen|ursprüngliche nachricht|message headers|en-têtes|encabezados|intestazioni|message header follows|unsent message below|returned message|below this line is a copy|possibly truncated original)/i;
/** So begins what was sent; some servers name a few of its fields first. */
const originalField = /^[\s>*|-]{0,60}(?:received|return-path|message-id|mime-version):/i;
/** A line that says that something did not arrive: the address in it, or next to it, is the one. */
const failure =
  /deliver|unknown (?:user|recipient|address)|blocked|blockiert|bloqu|refus|abgelehnt|zurückgewiesen|afgewezen|rechaz|rifiut|odrzuc|отклон|不存在|zugestellt|zustell|reach|erreich|remis|remettre|distribu|entreg|consegn|recapit|bezorg|leverer|toimit|dostarcz|doruč|kézbes|livra|teslim|iletil|достав|not found|wasn.t found|doesn.t exist|does not exist|could ?n.t be found|rejected|failed|fehlgeschlagen|undeliverable|permanent(?:ly)? (?:fatal )?error|送达|送信|配信|退信|傳遞|배달|παραδο|למסירה/i;
const delay =
  /delay|still (?:being|trying|be tried)|will (?:be|keep) (?:re)?tr|retr(?:y|ied|ying)|not (?:yet )?been delivered yet|has(?: no|n.)t been delivered yet|need not resend|do not need to resend|warning only|verzögert|weiterhin versucht|erneut versuch|retard|différé|retras|aplazad|ritard|in ritardo|atras|vertraagd|försenad|forsink|viivästy|opóźni|zpožd|задерж|отложен|延迟|延遲|遅延|지연/i;
const giveUp =
  /permanent|fatal|will not (?:be|try)|giving up|gave up|given up|returned to sender|could not be delivered|couldn.t be delivered|undeliverable|expired|nicht zugestellt werden|5\d\d[ -]|5\.\d{1,3}\.\d{1,3}/i;
const code = /(?:^|[^\d.])(?:[45]\d\d[ \-#:]|#?[45]\.\d{1,3}\.\d{1,3})/;
/** From the start of a word: from each of its letters would be sixty-four times the work. */
const address =
  /(?<![^\s<>"'(),;:[\]（），；：、。【】])[^\s<>"'(),;:[\]（），；：、。【】]{1,64}@[^\s<>"'(),;:[\]（），；：、。【】]{1,253}/gu;
/** What stands before the address of who gets nothing. */
const recipientLabel =
  /^[\s>*-]{0,12}(?:(?:failed |final |original |intended )?recipients?(?: address)?|empfänger(?:adresse)?|destinataire|destinatario|destinatário|ontvanger|mottagare|modtager|mottaker|odbiorca|adresat|příjemce|címzett|получатель|收件人|收信人|收件者|宛先|받는 ?사람)\s{0,5}[:：]/iu;

export function readLetter(text: string, subject: string): BounceLetter {
  const all = text.split('\n', mostLines).map((line) => line.slice(0, longestLine));
  const end = findOriginal(all);
  const lines = end < 0 ? all : all.slice(0, end);
  const recipients = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (recipients.size >= mostRecipients) break;
    for (const found of findRecipients(lines, index)) {
      const words = findWords(lines, index, found);
      if (!recipients.has(found) || (recipients.get(found) === '' && words !== ''))
        recipients.set(found, words);
    }
    if (isDiagnostics(line) && recipients.size > 0) break;
  }
  const first = lines.findIndex((line) => code.test(line));
  return {
    state: isDelay(lines, subject) ? 'delayed' : 'failed',
    recipients: [...recipients].map(([found, words]) => ({ address: found, words })),
    words: first < 0 ? findCause(lines) : joinWords(lines, first, lines[first] ?? ''),
  };
}

/** Only what cannot be a remark on what may be the matter. @returns the line that says so without any code, '' for none */
function findCause(lines: readonly string[]): string {
  const isCause = (line: string) => ['mailbox_full', 'too_large'].includes(findProblem('', line).code);
  return lines.slice(0, mostCauseLines).find(isCause)?.trim() ?? '';
}

/** @returns where what was sent begins; -1 for nowhere */
function findOriginal(lines: readonly string[]): number {
  const said = lines.findIndex((line) => line.includes('@') || code.test(line));
  return lines.findIndex(
    (line, index) =>
      index > 0 && (original.test(line) || (said >= 0 && index > said && originalField.test(line))),
  );
}

function isDelay(lines: readonly string[], subject: string): boolean {
  const start = lines.slice(0, 40).join('\n');
  if (delay.test(subject)) return true;
  return delay.test(start) && !giveUp.test(start) && !failureSubject.test(subject);
}

const failureSubject = /undeliver|fail|returned|unzustellbar|non remis|no se|non recapit/i;

function isDiagnostics(line: string): boolean {
  return /diagnostic information|diagnoseinformationen|informations de diagnostic|información de diagnóstico|informazioni di diagnostica/i.test(
    line,
  );
}

/** An address alone on its line, at the head of a reason, or in a sentence that says that something failed. */
function findRecipients(lines: readonly string[], index: number): string[] {
  const line = lines[index] ?? '';
  if (!line.includes('@')) return [];
  const found = [...line.matchAll(address)]
    .map((match) => normalizeAddress(trimEndOf(match[0], /[.!?]/)))
    .filter(isAddress);
  if (found.length === 0 || isOwnField(line)) return [];
  const rest = line.replace(address, '');
  const isFirst = /^[\s>*•-]{0,12}<?[^\s<>@]{1,64}@[^\s<>@]{1,253}>?[ \t]{0,4}(?::|\.\.\.|$|\(| on \d)/i.test(
    line,
  );
  const isAnswered = /^[\s>*•-]{0,12}<?[^\s<>@]{1,64}@[^\s<>@]{1,253}>?[\s,]/.test(line) && code.test(rest);
  const isNamed =
    /^[^:]{0,200}\([^()]*@[^()]*\)\s{0,5}$/.test(line) ||
    rest.replace(/[\s<>()[\]'"*:,;.-]|mailto/gi, '') === '';
  if (isFirst || isAnswered || isNamed || recipientLabel.test(line)) return found;
  const beside = [rest, lines[index - 1] ?? '', lines[index + 1] ?? ''];
  const isSaid = beside.some((text) => failure.test(text));
  const isAdvice = /contact|assist|help ?desk|questions|forward th|kontakt|wenden sie|http/i.test(rest);
  return isSaid &&
    !isAdvice &&
    !/^\s{0,20}(?:generating server|server|host|from|sender|reporting)/i.test(line)
    ? found
    : [];
}

/** `From: …`, `Subject: …`: what was sent, and by whom. */
function isOwnField(line: string): boolean {
  return /^[\s>*]{0,10}(?:from|von|de|da|van|sender|reply-to|cc|subject|betreff|sent by|absender|expéditeur|remitente|mittente|generating server|contact|administrator)\b[^:]{0,20}:/i.test(
    line,
  );
}

/**
 * What follows an address up to the end of its paragraph, where a code stands in that; else the next lines with one;
 * else the next words at all.
 */
function findWords(lines: readonly string[], index: number, found: string): string {
  const line = lines[index] ?? '';
  const at = line.toLowerCase().indexOf(found);
  const rest = line
    .slice(at + found.length)
    .replace(/<mailto:[^<>]{1,320}>/i, '')
    .replace(/^[>)\]\s:.…]{1,20}/, '');
  const own = joinWords(lines, index, rest);
  if (code.test(own)) return own;
  let spare = own;
  for (let next = index + 1; next < Math.min(lines.length, index + 9); next++) {
    const text = lines[next]?.trim() ?? '';
    if (isHead(text)) break;
    if (code.test(text)) return joinWords(lines, next, text);
    if (spare === '' && text !== '' && !/^\S{1,20}:$/.test(text) && !isOwnField(text))
      spare = joinWords(lines, next, text);
  }
  return spare;
}

function joinWords(lines: readonly string[], index: number, start: string): string {
  const words = [start.trim()];
  let size = start.length;
  for (let next = index + 1; next < lines.length && size < mostWords; next++) {
    const line = lines[next]?.trim() ?? '';
    if (line === '' || isHead(line)) break;
    words.push(line);
    size += line.length;
  }
  return words
    .filter((each) => each !== '')
    .join(' ')
    .replace(/^\(reason: /i, '')
    .trim();
}

/** The next recipient's own line. */
function isHead(line: string): boolean {
  return (
    /^\s{0,12}<[^\s<>@]{1,64}@[^\s<>@]{1,253}>\s{0,4}:?\s{0,4}$/.test(line) || /^-{3,}/.test(line.trim())
  );
}

/** A run of lines of a plain text. The texts of all segments, joined by line feeds, are the whole text again. */
export interface TextSegment {
  readonly kind: 'text' | 'quote' | 'signature';
  readonly text: string;
}

/** Splits a plain text into what was written and what is folded: quoted history and signatures. Nothing is dropped. */
export function splitText(text: string): TextSegment[] {
  const lines = text.split('\n');
  const kinds: TextSegment['kind'][] = [];
  let tail: TextSegment['kind'] = 'text';
  while (kinds.length < lines.length) {
    const index = kinds.length;
    if (isHistoryStart(lines, index)) tail = 'quote';
    else if (tail === 'text' && isSignatureStart(lines, index)) tail = 'signature';
    const quoted = tail === 'quote' ? 0 : countQuoted(lines, index);
    if (quoted === 0) kinds.push(tail);
    for (let count = 0; count < quoted; count++) kinds.push('quote');
  }
  return mergeRuns(lines, kinds);
}

const attribution =
  /^(?:on|am|le|el|il|em|op|den|dnia|dne|a|in|at|в|on\s.+)\s.{3,200}\s?(?:wrote|schrieb|a écrit|écrit|escribió|ha scritto|scrive|escreveu|schreef|skrev|napisał(?:\(a\))?|napsal(?:\(a\))?|írta|kirjoitti|написал(?:\(а\))?|пишет|yazdı|作成|写道|寫道)(?:\s?[:：]?|\s.{1,150}:)\s*$/iu;
const separator =
  /^\s*(?:-{2,}|_{2,})\s*(?:original message|original appointment|forwarded message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message d'origine|message original|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|oryginalna wiadomość|původní zpráva|исходное сообщение|пересылаемое сообщение|原始邮件|元のメッセージ)\s*(?:-{2,}|_{2,})\s*$/iu;
const headerLine =
  /^\s*\*?(?:from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff|de|envoyé|date|à|objet|enviado|para|asunto|da|inviato|a|oggetto|assunto|van|verzonden|aan|onderwerp|från|skickat|till|ämne|fra|sendt|til|emne|od|wysłano|do|temat|от|отправлено|кому|тема|发件人|发送时间|收件人|主题|差出人|送信日時|宛先|件名)\s?\*?\s?[:：]\*?\s*\S/iu;

// Outlook's block: a line of underscores perhaps, then From, Sent, To, Subject.
function isHistoryStart(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line.length > 300) return false;
  if (separator.test(line)) return true;
  if (/^_{20,}\s*$/.test(line)) return isHeaderBlock(lines, index + 1);
  return headerLine.test(line) && isHeaderBlock(lines, index);
}

function isHeaderBlock(lines: readonly string[], index: number): boolean {
  const block = lines.slice(index, index + 7).filter((line) => line.length < 1_000);
  let start = 0;
  while (start < block.length && block[start]?.trim() === '') start++;
  const count = block.slice(start, start + 5).filter((line) => headerLine.test(line)).length;
  return count >= 3 && headerLine.test(block[start] ?? '');
}

// RFC 3676 section 4.3; some programs drop the blank.
function isSignatureStart(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  return (line === '-- ' || line === '--') && lines.length - index <= 40;
}

/** @returns how many lines from `index` are a quote with the line or two that introduce it. */
function countQuoted(lines: readonly string[], index: number): number {
  let end = index + countAttribution(lines, index);
  const isQuote = lines[end]?.startsWith('>') ?? false;
  if (!isQuote) return 0;
  while (end < lines.length && lines[end]?.startsWith('>')) end++;
  return end - index;
}

function countAttribution(lines: readonly string[], index: number): number {
  if (lines[index]?.trim() === '') return 0;
  for (const count of [1, 2]) {
    const joined = lines
      .slice(index, index + count)
      .join(' ')
      .trim();
    if (joined.length > 400 || !attribution.test(joined)) continue;
    const gap = lines[index + count]?.trim() === '' ? 1 : 0;
    if (lines[index + count + gap]?.startsWith('>')) return count + gap;
  }
  return 0;
}

function mergeRuns(lines: readonly string[], kinds: readonly TextSegment['kind'][]): TextSegment[] {
  const segments: TextSegment[] = [];
  let start = 0;
  for (let index = 1; index <= lines.length; index++) {
    const kind = kinds[start] ?? 'text';
    if (index < lines.length && kinds[index] === kind) continue;
    segments.push({ kind, text: lines.slice(start, index).join('\n') });
    start = index;
  }
  return segments;
}

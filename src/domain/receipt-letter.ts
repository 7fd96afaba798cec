import { readHeadLine } from './mail-head-words.ts';
import type { ParsedMessage } from './message.ts';

/** How the subject of a read receipt begins, and what it says, in the languages of mail programs; lower case. */
const subject =
  /^(?:read|not read|gelesen|ungelesen|lu|non lu|leído|no leído|letto|non letto|lida|não lida|gelezen|ongelezen|läst|oläst|læst|lest|luettu|przeczytano|nieprzeczytane|přečteno|prečítané|olvasva|citit|okundu|прочитано|прочтено|已读|已讀|開封済み|开封|읽음|return receipt(?: \(displayed\))?|read receipt|lesebestätigung|accusé de lecture|confirmación de lectura|conferma di lettura|leesbevestiging)\s{0,3}[:：-]/i;
const body =
  /\bwas (?:read|displayed|opened)\b|deleted without being read|wurde (?:(?:am|um) .{0,40})?(?:gelesen|angezeigt|geöffnet|ungelesen gelöscht|ohne)|a été (?:lu|affiché|supprimé)|(?:fue|ha sido) leído|è stato (?:letto|visualizzato)|foi lida|is (?:gelezen|op .{0,40} gelezen)|(?:lästes|har lästs)|blev læst|ble lest|został[ao]? (?:przeczytan|odczytan)|byla? přečten|было прочитано|прочитано|已(?:于|被|在).{0,40}(?:阅读|读)|開封されました|읽었습니다/i;
/** Programs speak of "your message" at once, or begin with the day; people greet, or speak of theirs. */
const opening =
  /^\s{0,20}(?:your (?:e-?mail|message)|the message|this is a|ihre (?:e-?mail|nachricht)|(?:die|diese) nachricht|dies ist|votre (?:message|courriel|courrier)|le message|(?:su|tu|el) mensaje|(?:il (?:suo|tuo) |il )?messaggio|(?:a )?(?:sua )?mensagem|(?:uw|je|het) bericht|ditt? meddelande|meddelandet|din (?:e-?mail|meddelelse|melding)|viestisi|(?:twoja )?wiadomość|(?:vaše )?zpráva|(?:ваше )?сообщение|(?:ваше )?повідомлення|[您你]的|\d{4})/i;
/** A person writes more below an answer. */
const longest = 1_500;

/** Whether a letter is a read receipt without the part for machines that RFC 8098 asks for. */
export function isReceiptLetter(message: Pick<ParsedMessage, 'subject' | 'text' | 'attachments'>): boolean {
  const { text, attachments } = message;
  if (text.length > longest || attachments.length > 0) return false;
  // Each tells the time; none asks.
  if (!/\d/.test(text) || /[?？]/.test(text)) return false;
  if (!subject.test(message.subject.slice(0, 200).trimStart())) return false;
  return namesOriginal(text) || (opening.test(text) && body.test(text));
}

/**
 * Outlook and Exchange name whom the message was for and what it was about, and, as only who quotes a message would, not
 * whom it was from. Around that they say the rest in any language, with the name of the time zone in all its length.
 */
function namesOriginal(text: string): boolean {
  const told = new Set(text.split('\n', 20).flatMap((line) => [...(readHeadLine(line)?.parts ?? [])]));
  return told.has('to') && told.has('subject') && !told.has('from');
}

import type { ParsedMessage } from './message.ts';

/** How the subject of a read receipt begins, and what it says, in the languages of mail programs; lower case. */
const subject =
  /^(?:read|not read|gelesen|ungelesen|lu|non lu|leído|no leído|letto|non letto|lida|não lida|gelezen|ongelezen|läst|oläst|læst|lest|luettu|przeczytano|nieprzeczytane|přečteno|prečítané|olvasva|citit|okundu|прочитано|прочтено|已读|已讀|開封済み|开封|읽음|return receipt(?: \(displayed\))?|read receipt|lesebestätigung|accusé de lecture|confirmación de lectura|conferma di lettura|leesbevestiging)\s{0,3}[:：-]/i;
const body =
  /\bwas (?:read|displayed|opened)\b|deleted without being read|wurde (?:am |um |gelesen|ungelesen|ohne)|a été (?:lu|affiché|supprimé)|(?:fue|ha sido) leído|è stato (?:letto|visualizzato)|foi lida|is (?:gelezen|op .{0,40} gelezen)|(?:lästes|har lästs)|blev læst|ble lest|został[ao]? (?:przeczytan|odczytan)|byla? přečten|было прочитано|прочитано|已(?:于|被|在).{0,40}(?:阅读|读)|開封されました|읽었습니다/i;
/** A person writes more below an answer. */
const longest = 1_500;

/** Whether a letter is a read receipt without the part for machines that RFC 8098 asks for. */
export function isReceiptLetter(message: Pick<ParsedMessage, 'subject' | 'text' | 'attachments'>): boolean {
  if (message.text.length > longest || message.attachments.length > 0) return false;
  return subject.test(message.subject.slice(0, 200).trimStart()) && body.test(message.text);
}

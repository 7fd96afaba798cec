import { attributionOpenings, attributionWords } from './quote-words.ts';

const longestAttribution = 400;
/** Marks of direction, which Gmail puts around what stands in another script. */
export const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** So few words may name who wrote without a date or an address; a longer line is a sentence of the letter. */
const mostWordsOfName = 6;

/** Whether a text of one or two lines introduces what follows it as somebody else's words. */
export function isAttribution(text: string): boolean {
  if (text.length > 2 * longestAttribution) return false;
  const line = trimMarks(text.replace(directions, '').replaceAll('\n', ' ').trim());
  if (line.length < 6 || line.length > longestAttribution) return false;
  const ending = line.endsWith(':') || line.endsWith('：');
  const words = (ending ? line.slice(0, -1) : line).trim().toLowerCase();
  if (!/[\d@]/.test(words) && words.split(' ').length > mostWordsOfName) return false;
  if (hasVerb(words, ending)) return true;
  if (ending && attributionOpenings.some((opening) => words.startsWith(opening))) return true;
  // Gmail in Japanese and others: a date, a name, an address, no verb at all; Mutt's date in brackets.
  const hasDate = /\d{4}\D/.test(words) || /\d[:.]\d\d/.test(words);
  return ending && hasDate && (words.includes('@') || /\[[^[\]]{8,60}\]$/.test(words));
}

/** "napsal(a)", "napisao/la": the program does not know who writes. */
function hasVerb(words: string, ending: boolean): boolean {
  const bare = words.replace(/(?:\(\p{L}{1,3}\)|\/\p{L}{1,3})$/u, '');
  return attributionWords.some(
    (verb) => words.endsWith(verb) || bare.endsWith(verb) || (ending && holdsWord(words, verb)),
  );
}

/** Words that are written without blanks around them may stand anywhere. */
function holdsWord(words: string, verb: string): boolean {
  const at = words.indexOf(verb);
  if (at < 0) return false;
  return (
    verb.charCodeAt(0) > 0x2e80 ||
    ((words[at - 1] ?? ' ') === ' ' && (words[at + verb.length] ?? ' ') === ' ')
  );
}

/** Whether a character is one of those that lines are drawn with. */
export function isMark(character: string | undefined): boolean {
  return (
    character === '-' || character === '_' || character === '=' || character === '*' || character === '—'
  );
}

/** @returns the words between such characters */
export function trimMarks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && (isMark(text[start]) || text[start] === ' ')) start++;
  while (end > start && (isMark(text[end - 1]) || text[end - 1] === ' ')) end--;
  return text.slice(start, end);
}

// What domain and desk say to people in English: why something was refused, what is wrong and who mends it, the names of
// choices. Pages say it in the reader's language (views/said.ts) by the English as it stands in the source, where whatever is
// put in has become {a name}.
import { globSync, readFileSync } from 'node:fs';
import { diagnosisRules } from '../src/domain/diagnosis/diagnosis.ts';

const rooms = 'src/{desk,db,domain,microsoft,threads,web}/**/*.{ts,tsx}';
/** Mail to customers has words of its own for each language; the API, metrics and what servers say stay in English. */
const apart = [
  /src\/(db\/(care|schema)|web\/(api|mcp)|domain\/html)\//,
  /\/(metrics|quote-words|out-of-office|auto-reply-words|auto-reply-text|refusal-words|customer-language|mail-head-words)\.ts$/,
  /\/(robot|bounce|bounce-letter|delivery-report|sender-name|webhook|app-grants|powershell|browser-name|read-receipt)\.ts$/,
  /domain\/(facts\/old-|diagnosis\/diagnosis-)|microsoft\/(graph-|probe-graph|http|cloud-file)|threads\/(desk-thread|file-|reader-thread)/,
];
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\[\s\S]|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*)`/g;
/** A whole sentence, or words around a value. */
const sentence = /^(?:\p{Lu}|[“"#\d]|\$\{)[\s\S]* [\s\S]*[.:!?]$|^\p{Lu}\p{L}+ \p{L}[\s\S]*\$\{/u;
/** The names of choices, in a table or a pair. */
const label = /^\p{Lu}[^\n`$]*$/u;
const inTable = /[\w'"\]] ?: $|\[$|, $|=> $|\? $|: $/;
const notForPeople =
  /^(?:SELECT|INSERT|UPDATE|DELETE|NOT|EXISTS|CASE|WITH|CREATE|ON CONFLICT|[A-Z]\w+-[A-Z]\w+|Mail\.|POSTROOM_|[A-Z\d]+$|IMAP\.|SMTP\.|O365|X-|Ticket#$|Postroom$)|\\[rn]|IN \(SELECT|\b(?:AND|WHERE) |thread of the program/;
/** Names that are the same in every language. */
const withoutLabels =
  /domain\/(mail-providers|robot|mail-settings|mail-account|canned-answer|variables|template|page-language|facts)/;

/** @returns the sentences and labels of all rooms, by their bytes */
export function listSentences() {
  const files = globSync(rooms).filter(
    (file) => !apart.some((pattern) => pattern.test(file.replaceAll('\\', '/'))),
  );
  return [...new Set([...files.flatMap(readSource), ...listDiagnoses()])].sort();
}

function listDiagnoses() {
  return diagnosisRules.flatMap(({ title, cause, step, personalStep, passwordStep, appStep }) =>
    [title, cause, step, personalStep, passwordStep, appStep].filter((text) => text !== undefined),
  );
}

function readSource(file) {
  const source = readFileSync(file, 'utf8');
  const isDomain = file.startsWith('src/domain/') && !withoutLabels.test(file);
  return [...source.matchAll(token)].flatMap((match) => {
    const raw = match[1] ?? match[2] ?? match[3];
    const before = source.slice(Math.max(0, match.index - 40), match.index);
    if (raw === undefined || notForPeople.test(raw) || /\b(?:t|rich|sql|raw)\(?\s*$|Pick<\w+, $/.test(before))
      return [];
    const isLabel = isDomain && (label.test(raw) || isSmallWord(file, raw)) && inTable.test(before);
    return sentence.test(raw) || isLabel ? [toTemplate(raw)] : [];
  });
}

/** Conditions of filters are put together from words. */
function isSmallWord(file, raw) {
  return file.endsWith('filter-words.ts') && /^[a-z]+(?: [a-z]+)*$/.test(raw);
}

/** `At most ${most} letters.` becomes `At most {most} letters.` */
function toTemplate(raw) {
  const taken = new Map();
  return readEscapes(raw).replace(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_, expression) => {
    const isEnding = /=== 1 \? '' : 's'/.test(expression);
    const name = isEnding
      ? 's'
      : (/([A-Za-z]\w*)\W*$/.exec(expression.replace(/\([\s\S]*$/, ''))?.[1] ?? 'value');
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return times === 1 ? `{${name}}` : `{${name}${times}}`;
  });
}

/** As the language reads what stands between quotes. */
export function readEscapes(text) {
  return text.replace(/\\(n|u\{?([0-9a-fA-F]{4,6})\}?|.)/gs, (_, kind, code) =>
    kind === 'n' ? '\n' : code === undefined ? kind : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

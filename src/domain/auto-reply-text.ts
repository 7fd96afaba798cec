import { type AutoReplyTemplate, autoReplyWords } from './auto-reply-words.ts';
import type { CustomerLanguage } from './customer-language.ts';
import { cleanLine, cleanText } from './plain-text.ts';
import { stripPrefixes } from './subject.ts';
import { fillVariables, listUnknownVariables } from './variables.ts';

/** What an automatic answer can name. There is no agent, and nothing else of the mail is repeated. */
export const autoReplyVariables = ['group', 'ticket', 'subject', 'customer'] as const;

interface AutoReplyValues {
  readonly group: string;
  readonly ticket: number;
  /** As the mail has it. */
  readonly subject: string;
  readonly customer: { readonly name: string; readonly email: string };
}

export const longestAutoReply = { subject: 150, text: 5_000 } as const;

/** @returns the two texts as they go out, plain and header-safe; Postroom's own where the group has none */
export function fillAutoReply(
  template: AutoReplyTemplate,
  values: AutoReplyValues,
  language: CustomerLanguage = 'en',
): AutoReplyTemplate {
  const { name, email } = values.customer;
  const all = {
    group: values.group,
    ticket: String(values.ticket),
    subject: tame(stripPrefixes(values.subject)) || '(no subject)',
    customer: isPlainName(name) ? cleanLine(name) : email,
    agent: '',
    agent_email: '',
    customer_email: '',
  };
  const { subject, text } = template;
  return {
    subject: cleanLine(fillVariables(subject || autoReplyWords[language].subject, all)),
    text: cleanText(fillVariables(text || autoReplyWords[language].text, all)),
  };
}

/** @returns the first name in braces that an automatic answer does not know */
export function findWrongVariable(template: string): string | undefined {
  const [unknown] = listUnknownVariables(template);
  if (unknown !== undefined) return unknown;
  return ['agent', 'agent_email', 'customer_email'].find((name) =>
    new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(template),
  );
}

const longestRead = 500;
const longestSubject = 80;
const longestName = 40;
const mostNameWords = 5;

/**
 * What a stranger wrote, for repeating it to an address that may not be the stranger's: one short line that leads
 * nowhere, without links, addresses and telephone numbers.
 */
export function tame(value: string): string {
  const line = cleanLine(
    value
      .slice(0, longestRead)
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, ''),
  )
    .replace(/\+?\d[\d ()./-]{5,}\d/g, '…')
    .split(' ')
    .map((word) => (isLead(word) ? '…' : word))
    .join(' ')
    .replace(/…(?: …)+/g, '…');
  if (!/[\p{L}\p{N}]/u.test(line)) return '';
  const characters = [...line];
  return characters.length <= longestSubject ? line : `${characters.slice(0, longestSubject - 1).join('')}…`;
}

/** Anything that a mail program could make a link of: schemes, domains, paths, addresses. */
function isLead(word: string): boolean {
  return /[@/\\<>[\]]|:\S|[.。․‧]\p{M}*[\p{L}\p{N}]/u.test(word);
}

/** A name and no sentence: letters, few words. */
function isPlainName(name: string): boolean {
  const clean = cleanLine(name);
  return (
    clean.length <= longestName &&
    clean.split(' ').length <= mostNameWords &&
    /^\p{L}[\p{L}\p{M} .'’-]*$/u.test(clean) &&
    tame(clean) === clean
  );
}

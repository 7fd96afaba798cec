import { isAddress, normalizeAddress } from './address.ts';
import type { Address } from './message.ts';

const placeholder = /\{\{\s*([A-Za-z_]\w{0,63})\s*\}\}/g;
const longestCapture = 200;

/**
 * The one reading of `{{name}}`. What is put in is data: it is never read as a template again.
 * @param textOf what takes the place of a name; undefined leaves it as it is
 */
export function fillPlaceholders(template: string, textOf: (name: string) => string | undefined): string {
  return template.replace(placeholder, (whole, name: string) => textOf(name) ?? whole);
}

/**
 * Puts captured text in the place of `{{name}}`.
 * @returns undefined when a name has no text, because half a value is worse than none
 */
export function fillTemplate(
  template: string,
  captures: Readonly<Record<string, string>>,
): string | undefined {
  let isComplete = true;
  const filled = fillPlaceholders(template, (name) => {
    const text = Object.hasOwn(captures, name) ? cleanCapture(captures[name] ?? '') : '';
    if (text === '') isComplete = false;
    return text;
  });
  return isComplete ? filled.trim() : undefined;
}

/** @returns the names that a template asks for, each once. */
export function listPlaceholders(template: string): string[] {
  return [...new Set([...template.matchAll(placeholder)].map((match) => match[1] ?? ''))];
}

/** @returns the address written as `name@domain` or `Name <name@domain>`; undefined when it is none. */
export function fillAddress(text: string): Address | undefined {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? [];
  const address = normalizeAddress(bracketed ?? text);
  return isAddress(address) ? { name: name.replace(/^["\s]+|["\s]+$/g, ''), address } : undefined;
}

// Control and formatting characters of a stranger's mail have no place in a tag, a name or an address.
function cleanCapture(text: string): string {
  return text
    .slice(0, longestCapture)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
}

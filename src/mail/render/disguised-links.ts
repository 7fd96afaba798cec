import { readMailto } from '../../domain/percent-encoding.ts';
import { trimEndOf } from '../../domain/plain-text.ts';
import { cleanLink } from '../html.ts';
import type { HtmlElement } from './html-tree.ts';

/** What is behind the name of a place tells nothing more. */
const longestText = 200;
/** Elements and texts that are looked at in all links of a letter together. */
const mostPieces = 200_000;
/** Bare names with these endings are addresses; with others they may be files, such as `plan.pdf`. */
const endings = new Set(
  `com net org info biz eu gov edu io app shop online de at ch li fr it es pt nl be lu dk se no fi is ie uk us ca au nz jp cn
  in br mx pl cz sk hu ro bg gr hr si rs ua ru tr il ae za example test`.split(/\s+/),
);

interface Budget {
  left: number;
}

/** Writes behind each link whose words are another address than it leads to where that is. */
export function uncoverLinks(root: HtmlElement): void {
  const waiting = [root];
  const budget = { left: mostPieces };
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    const place = element.name === 'a' ? findHiddenPlace(element, budget) : undefined;
    if (place !== undefined) element.children.push(` [${place}]`);
    for (const child of element.elements) waiting.push(child);
  }
}

/** @returns the host or the mail address that the words of a link do not tell; undefined where they do not mislead */
function findHiddenPlace(link: HtmlElement, budget: Budget): string | undefined {
  const url = cleanLink(link.attributes.href);
  if (url === undefined) return undefined;
  const words = readWords(link, budget);
  const address = readMailto(url)?.toLowerCase();
  if (address !== undefined) {
    const shown = /^[^\s@<>]{1,64}@[^\s@<>]{3,253}$/.exec(words)?.[0].toLowerCase();
    return shown === undefined || address === '' || shown === address ? undefined : address.slice(0, 254);
  }
  const target = parse(url);
  if (target === undefined) return undefined;
  const { hostname } = findRealTarget(target);
  // `https://bank.example@elsewhere.example/`
  if (target.username !== '') return hostname;
  const shown = readHost(words);
  return shown === undefined || isSameHouse(shown, hostname) ? undefined : hostname;
}

function readWords(link: HtmlElement, budget: Budget): string {
  let words = '';
  const waiting: (HtmlElement | string)[] = [link];
  while (words.length <= 2 * longestText && --budget.left >= 0) {
    const piece = waiting.pop();
    if (piece === undefined) break;
    if (typeof piece === 'string') words += piece.slice(0, 2 * longestText);
    // It stands there until somebody wants to see the picture.
    else if (piece.name === 'img') words += (piece.attributes.alt ?? '').slice(0, 2 * longestText);
    else for (const child of piece.children.toReversed()) waiting.push(child);
  }
  return readAsBrowsers(words).slice(0, longestText);
}

/** @returns a text without what nobody sees and the signs around it, and with letters and dots as a browser takes them */
function readAsBrowsers(words: string): string {
  const text = words
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    // https://www.unicode.org/reports/tr46/#Notation
    .replaceAll('\u3002', '.')
    .trim();
  const start = /[\p{L}\p{N}]/u.exec(text)?.index ?? text.length;
  return trimEndOf(text.slice(start), /[^\p{L}\p{N}/]/u);
}

/** @returns the host of a text that is an address of the web and nothing else */
function readHost(text: string): string | undefined {
  const bare = text.replace(/^(?:https?:)?\/\//i, '');
  if (!/^[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,9}(?::\d{1,5})?(?:[/?#]\S*)?$/u.test(bare))
    return undefined;
  const host = parse(`https://${bare}`)?.hostname;
  const isAddress = bare !== text || /^www\./i.test(bare) || endings.has(host?.split('.').at(-1) ?? '');
  return isAddress ? host : undefined;
}

/** What Microsoft's and Proofpoint's checking of links leads to in the end. */
function findRealTarget(target: URL): URL {
  if (target.hostname.endsWith('.safelinks.protection.outlook.com')) {
    return parse(target.searchParams.get('url') ?? '') ?? target;
  }
  const inner =
    target.hostname === 'urldefense.com'
      ? /^\/v3\/__(https?:\/\/.{1,2000})__/.exec(target.pathname)?.[1]
      : undefined;
  return parse(inner ?? '') ?? target;
}

/** Of one registered name, as far as that can be told without a list of them. */
function isSameHouse(one: string, other: string): boolean {
  return nameHouse(one) === nameHouse(other);
}

function nameHouse(host: string): string {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}

function parse(url: string): URL | undefined {
  return URL.parse(url) ?? undefined;
}

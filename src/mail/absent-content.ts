import { parseStructured } from './mime-parameters.ts';
import type { MimePart } from './mime-part.ts';

// Parts whose content is not there: it lies elsewhere, or comes in further messages.

const longestPlace = 2_000;

/** @returns where a part of RFC 2046 section 5.2.3 says that its content is, as it can be followed; '' where it does not say */
export function placeOf({ typeLine }: MimePart): string {
  const { parameters } = parseStructured(typeLine);
  const read = (name: string) => parameters.get(name)?.text.trim().slice(0, longestPlace) ?? '';
  // RFC 2017 section 3.1: a long address is written with blanks between its pieces.
  const url = read('url').replace(/\s+/g, '');
  if (url !== '') return url;
  const way = read('access-type').toLowerCase();
  if (way === 'mail-server' && read('server') !== '') return `mailto:${read('server')}`;
  const path = [read('directory'), read('name')].filter((each) => each !== '').join('/');
  const isFtp = way === 'ftp' || way === 'anon-ftp' || way === 'tftp';
  if (!isFtp || read('site') === '') return path;
  return `${way === 'tftp' ? 'tftp' : 'ftp'}://${read('site')}/${path.replace(/^\//, '')}`;
}

/** @returns which piece of a message that was cut into several this is (RFC 2046 section 5.2.2) */
export function pieceOf({ typeLine }: MimePart): { readonly number: number; readonly name: string } {
  const { parameters } = parseStructured(typeLine);
  const read = (name: string) => /^\d{1,4}$/.exec(parameters.get(name)?.text.trim() ?? '')?.[0] ?? '';
  const [number, total] = [read('number'), read('total')];
  const name = total === '' ? number : `${number}-of-${total}`;
  return { number: Number(number), name: `message-${name}.txt` };
}

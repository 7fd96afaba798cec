import { formatBytes } from '../src/domain/byte-size.ts';
import { currentLanguage, t } from './words.ts';

/** @returns a size as the reader writes it: `812 bytes`, `4.2 MB` */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return t('{bytes, plural, one {# byte} other {# bytes}}', { bytes });
  const [figure = '', unit = ''] = formatBytes(bytes).split(' ');
  return `${figure.replace('.', decimalPoint())} ${unit}`;
}

function decimalPoint(): string {
  return new Intl.NumberFormat(currentLanguage()).format(0.5).slice(1, 2);
}

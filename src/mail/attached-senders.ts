import type { Address } from '../domain/message.ts';
import { readHeader } from './header-fields.ts';
import type { ParseLimits } from './limits.ts';
import { readHeaderBlock } from './mime-header.ts';
import type { MimePart } from './mime-part.ts';

/** More than one attached message is a collection: whose they are need not be known. */
const mostRead = 2;

/** @returns who has written the messages that are attached to one, of the first two at most */
export function listAttachedSenders(
  files: readonly MimePart[],
  limits: ParseLimits,
  hint: string | undefined,
): (Address | undefined)[] {
  return files
    .filter(isMessage)
    .slice(0, mostRead)
    .map(({ bytes }) => {
      const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const { lines } = readHeaderBlock(raw, 0, raw.length, limits.headerBytes);
      return readHeader(lines, hint).listAddresses('from')[0];
    });
}

/** Some programs know a message only by the name of its file. */
function isMessage({ type, filename }: MimePart): boolean {
  if (type === 'message/rfc822' || type === 'message/global') return true;
  return type === 'application/octet-stream' && /\.eml$/i.test(filename);
}

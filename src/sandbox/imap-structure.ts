import { formatEnvelope } from './imap-envelope.ts';
import { formatString } from './imap-format.ts';
import { findHeader, type MimePart, parseParameterized } from './imap-mime.ts';

/** BODYSTRUCTURE, or BODY without the extension data (RFC 9051 section 7.5.2). */
export function formatStructure(raw: Buffer, part: MimePart, isExtended: boolean): string {
  if (part.type === 'MULTIPART' && part.children.length > 0) {
    const children = part.children.map((child) => formatStructure(raw, child, isExtended)).join('');
    const extension = isExtended
      ? ` ${formatParameters(part.parameters)} ${formatDisposition(part)} NIL`
      : '';
    return `(${children} ${formatString(part.subtype)}${extension})`;
  }
  const body = raw.subarray(part.bodyStart, part.end);
  const fields = [
    formatString(part.type === 'MULTIPART' ? 'TEXT' : part.type),
    formatString(part.type === 'MULTIPART' ? 'PLAIN' : part.subtype),
    formatParameters(part.parameters),
    formatString(findHeader(part.headers, 'content-id')),
    formatString(findHeader(part.headers, 'content-description')),
    formatString(findHeader(part.headers, 'content-transfer-encoding')?.toUpperCase() ?? '7BIT'),
    `${body.length}`,
  ];
  const inner = part.children[0];
  if (inner) fields.push(formatEnvelope(inner.headers), formatStructure(raw, inner, isExtended));
  if (inner || part.type === 'TEXT' || part.type === 'MULTIPART') fields.push(`${countLines(body)}`);
  if (isExtended) fields.push('NIL', formatDisposition(part), 'NIL');
  return `(${fields.join(' ')})`;
}

/** The part that a number like [2, 1] names (RFC 9051 section 6.4.5.1). */
export function findPart(root: MimePart, numbers: readonly number[]): MimePart | undefined {
  let part: MimePart | undefined = root;
  for (const number of numbers) {
    const inside: MimePart | undefined = part?.type === 'MESSAGE' ? part.children[0] : part;
    if (inside?.type === 'MULTIPART') part = inside.children[number - 1];
    else part = number === 1 ? inside : undefined;
  }
  return part;
}

function formatParameters(parameters: ReadonlyMap<string, string>): string {
  if (parameters.size === 0) return 'NIL';
  return `(${[...parameters].map(([name, value]) => `${formatString(name)} ${formatString(value)}`).join(' ')})`;
}

function formatDisposition(part: MimePart): string {
  const field = findHeader(part.headers, 'content-disposition');
  if (field === undefined) return 'NIL';
  const { value, parameters } = parseParameterized(field);
  return `(${formatString(value)} ${formatParameters(parameters)})`;
}

function countLines(body: Buffer): number {
  let lines = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) lines++;
  return lines;
}

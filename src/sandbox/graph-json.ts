import { badRequest, GraphError } from './graph-errors.ts';
import { isObject } from './graph-input.ts';
import { normalizeProperty } from './graph-properties.ts';
import { encodeHeader, type SamplePart } from './sample-mime.ts';

/** Names of a message in JSON, and the header field that each becomes. */
const addressFields: Record<string, string> = {
  from: 'From',
  sender: 'Sender',
  toRecipients: 'To',
  ccRecipients: 'Cc',
  bccRecipients: 'Bcc',
  replyTo: 'Reply-To',
};

/** @returns header fields by name, as they are to stand in the message @throws GraphError 400 */
export function readFields(input: Record<string, unknown>): [name: string, value: string][] {
  const addresses = Object.entries(addressFields).flatMap(([name, field]): [string, string][] => {
    if (!(name in input)) return [];
    const list = Array.isArray(input[name]) ? input[name] : [input[name]];
    return [[field, list.map(formatAddress).join(', ')]];
  });
  const subject = typeof input.subject === 'string' ? [['Subject', encodeHeader(input.subject)]] : [];
  const id = typeof input.internetMessageId === 'string' ? [['Message-ID', input.internetMessageId]] : [];
  const properties = readProperties(input.singleValueExtendedProperties);
  const replies = Object.entries({ 'string 0x1042': 'In-Reply-To', 'string 0x1039': 'References' }).flatMap(
    ([tag, field]) => (properties[tag] === undefined ? [] : [[field, properties[tag]]]),
  );
  const fields = [
    ...addresses,
    ...subject,
    ...id,
    ...replies,
    ...readOwnHeaders(input.internetMessageHeaders),
  ];
  return fields as [string, string][];
}

/** `internetMessageHeaders`: five at most, and each name begins with x-. */
function readOwnHeaders(value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > 5) {
    throw new GraphError(
      400,
      'InvalidInternetMessageHeaderCollection',
      'Maximum number of headers in one message should be less than or equal to 5.',
    );
  }
  return value.map((each): [string, string] => {
    const { name, value: text } = isObject(each) ? each : {};
    if (typeof name !== 'string' || typeof text !== 'string' || !/^x-[!-9;-~]+$/i.test(name)) {
      throw new GraphError(
        400,
        'InvalidInternetMessageHeader',
        `The internet message header name '${String(name)}' should start with 'x-' or 'X-'.`,
      );
    }
    return [name, encodeHeader(text.replace(/[\r\n]+/g, ' '))];
  });
}

/** @returns extended properties by their id in lower case */
export function readProperties(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!Array.isArray(value)) throw badRequest('singleValueExtendedProperties is a collection.');
  const pairs = value.map((each): [string, string] => {
    const { id, value: text } = isObject(each) ? each : {};
    const isNamed =
      typeof id === 'string' &&
      /^(String|Integer|Long|Boolean|SystemTime) (0x[0-9a-f]{1,4}|\{[0-9a-f-]{36}\} (Name|Id) \S.*)$/i.test(
        id,
      );
    if (!isNamed || typeof text !== 'string') {
      throw new GraphError(
        400,
        'ErrorInvalidProperty',
        `The extended property '${String(id)}' is not valid.`,
      );
    }
    return [normalizeProperty(id).toLowerCase(), text];
  });
  return Object.fromEntries(pairs);
}

/** @returns undefined where the message is to keep its text */
export function readBodyPart(value: unknown): SamplePart | undefined {
  if (!isObject(value)) return undefined;
  const isHtml = String(value.contentType).toLowerCase() === 'html';
  return {
    type: `text/${isHtml ? 'html' : 'plain'}; charset=utf-8`,
    content: Buffer.from(String(value.content ?? '')),
  };
}

export interface GivenFile {
  name: string;
  contentType: string;
  content: Buffer;
}

/** @throws GraphError 400 */
export function readFiles(value: unknown): GivenFile[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest('attachments is a collection.');
  return value.map((each) => readFile(isObject(each) ? each : {}));
}

/** @throws GraphError 400 */
export function readFile(input: Record<string, unknown>): GivenFile {
  const { name, contentType, contentBytes } = input;
  const isFile = input['@odata.type'] === '#microsoft.graph.fileAttachment';
  if (!isFile || typeof name !== 'string' || typeof contentBytes !== 'string') {
    throw badRequest(
      'An attachment needs @odata.type #microsoft.graph.fileAttachment, name and contentBytes.',
    );
  }
  const type =
    typeof contentType === 'string' && contentType !== '' ? contentType : 'application/octet-stream';
  return { name, contentType: type, content: Buffer.from(contentBytes, 'base64') };
}

/** @throws GraphError 400 ErrorInvalidRecipients */
function formatAddress(value: unknown): string {
  const email = isObject(value) && isObject(value.emailAddress) ? value.emailAddress : {};
  const { address, name } = email;
  if (typeof address !== 'string' || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
    throw new GraphError(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.');
  }
  if (typeof name !== 'string' || name === '' || name === address) return address;
  const isPlain = /^[\w .-]*$/.test(name);
  const shown = /^[\x20-\x7e]*$/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodeHeader(name);
  return `${isPlain ? name : shown} <${address}>`;
}

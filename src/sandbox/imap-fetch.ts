import { formatEnvelope } from './imap-envelope.ts';
import { chooseContent, type FetchedContent, isRefused } from './imap-fetch-faults.ts';
import { type FetchItem, type FetchSection, parseFetchItems } from './imap-fetch-items.ts';
import { formatDateTime, formatFlags } from './imap-format.ts';
import { type MimePart, parseHeaders, parseMime } from './imap-mime.ts';
import { type NumberedMessage, parseSequenceSet, resolveSet } from './imap-sequence-set.ts';
import { badArguments, badState, type CommandRun, completed, type Session } from './imap-session.ts';
import { findPart, formatStructure } from './imap-structure.ts';
import { textOf } from './imap-tokens.ts';

export const fetchMessages: CommandRun = async (session, command) => {
  const { selected, out } = session;
  if (!selected) return badState;
  const ranges = parseSequenceSet(textOf(command.args[0]) ?? '');
  const items = parseFetchItems(command.args[1]);
  if (!ranges || !items) return badArguments;
  if (command.byUid && !items.some((item) => item.kind === 'UID')) items.unshift({ kind: 'UID' });
  const hasFaults = session.context.faults.list().length > 0;
  const sections = items.filter((item) => item.kind === 'section');
  const readsBody = sections.some(({ text }) => !text.startsWith('HEADER'));
  for (const numbered of resolveSet(selected.view, ranges, command.byUid)) {
    if (hasFaults && sections.length > 0 && isRefused(session, numbered.message, readsBody)) {
      return 'NO FETCH failed: the message could not be read.';
    }
    await fetchMessage(session, numbered, items, hasFaults);
    if (out.isFull) await out.flush();
    if (out.isClosed) break;
  }
  return completed(command);
};

async function fetchMessage(
  session: Session,
  numbered: NumberedMessage,
  items: FetchItem[],
  hasFaults: boolean,
): Promise<void> {
  const { out, selected } = session;
  const { message } = numbered;
  const sections = items.filter((item) => item.kind === 'section');
  const content = hasFaults
    ? chooseContent(session, message, sections.length > 0)
    : { raw: message.raw, size: message.raw.length, breaksOff: undefined };
  if (!content) return;
  let wanted = items;
  if (
    sections.some((section) => section.marksSeen) &&
    !selected?.isReadOnly &&
    !message.flags.has('\\Seen')
  ) {
    message.flags.add('\\Seen');
    selected?.mailbox.announceFlags(selected.folder, [message], session);
    if (!items.some((item) => item.kind === 'FLAGS')) wanted = [...items, { kind: 'FLAGS' }];
  }
  const tree = lazily(() => parseMime(content.raw));
  let separator = `* ${numbered.seq} FETCH (`;
  for (const item of wanted) {
    out.write(separator);
    separator = ' ';
    if (item.kind !== 'section') {
      out.write(`${item.kind} ${formatItem(item.kind, numbered, content, tree)}`);
      continue;
    }
    const bytes = readSection(content.raw, item, tree);
    if (!bytes) out.write(`${item.label} NIL`);
    else await writeLiteral(session, item.label, bytes, content);
  }
  out.write(')\r\n');
}

async function writeLiteral(
  session: Session,
  label: string,
  bytes: Buffer,
  content: FetchedContent,
): Promise<void> {
  const { out, reader } = session;
  out.write(`${label} {${bytes.length}}\r\n`);
  if (content.breaksOff === undefined) return out.write(bytes);
  out.write(bytes.subarray(0, bytes.length >>> 1));
  await out.flush();
  if (content.breaksOff === 'close') out.end();
  else await reader.discardRest();
}

function formatItem(
  kind: Exclude<FetchItem['kind'], 'section'>,
  { message }: NumberedMessage,
  content: FetchedContent,
  tree: () => MimePart,
): string {
  if (kind === 'UID') return `${message.uid}`;
  if (kind === 'FLAGS') return formatFlags(message.flags);
  if (kind === 'INTERNALDATE') return formatDateTime(message.internalDate);
  if (kind === 'RFC822.SIZE') return `${content.size}`;
  if (kind === 'ENVELOPE') return formatEnvelope(tree().headers);
  return formatStructure(content.raw, tree(), kind === 'BODYSTRUCTURE');
}

/** @returns undefined when there is no such part. */
function readSection(raw: Buffer, section: FetchSection, tree: () => MimePart): Buffer | undefined {
  const whole = section.part.length === 0 && section.text === '' ? raw : readPart(raw, section, tree());
  if (!whole || !section.partial) return whole;
  return whole.subarray(section.partial.offset, section.partial.offset + section.partial.length);
}

function readPart(raw: Buffer, section: FetchSection, root: MimePart): Buffer | undefined {
  const part = findPart(root, section.part);
  if (!part) return undefined;
  if (section.text === 'MIME') return raw.subarray(part.headerStart, part.bodyStart);
  if (section.text === '') return raw.subarray(part.bodyStart, part.end);
  const message = section.part.length === 0 ? part : part.children[0];
  if (!message) return undefined;
  if (section.text === 'TEXT') return raw.subarray(message.bodyStart, message.end);
  const header = raw.subarray(message.headerStart, message.bodyStart);
  if (section.text === 'HEADER') return header;
  const keepsNamed = section.text === 'HEADER.FIELDS';
  const fields = parseHeaders(header.toString('latin1')).filter(
    (field) => section.fields.includes(field.name) === keepsNamed,
  );
  return Buffer.from(`${fields.map((field) => field.raw).join('')}\r\n`, 'latin1');
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

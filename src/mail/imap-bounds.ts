import type { ImapFlow } from 'imapflow';
import { RemoteError } from '../domain/failure.ts';

/** A response as imapflow has it before it takes it apart: the line with the marks of its literals, and those. */
interface Response {
  payload: Buffer;
  readonly literals?: readonly Buffer[];
}

/** The steps of imapflow that responses go through; no version has promised that it has them. */
interface Inside {
  handleResponse?: (this: unknown, response: Response) => Promise<boolean>;
  untaggedVanished?: () => Promise<void>;
  readonly currentRequest?: { readonly command: string } | false;
}

const kilobyte = 1024;
const megabyte = 1024 * 1024;
/** Of messages in one folder. Exchange keeps a million in one. */
const mostMessages = 2_000_000;
/** No answer of a server is longer, but for what a search finds and the bytes of messages. */
const longestLine = 64 * kilobyte;
/** What the answers to one search are long: as many UIDs as a folder may have messages. */
const longestSearch = mostMessages * '4294967295 '.length;
/** What may come in all while one command is under way: a hundred thousand messages that somebody else has moved or marked. */
const mostAtOnce = 16 * megabyte;
/** A line costs this in addition to its bytes, so that very many short ones are bounded, too. */
const costOfLine = 16;
/** Each folder becomes a row on a page. */
const costOfFolder = 240;

/** RFC 9051 section 7. A server may put zero bytes before a line. */
const untagged = /^\0*\* (?:(\d{1,20}) )?([a-z]{1,20})(?![a-z])/i;

/** What has come since a command was begun. */
interface Spent {
  command: unknown;
  bytes: number;
  searched: number;
}

/**
 * Bounds what a server may make imapflow take apart, which one thread does for all channels: a line costs it up to a hundred
 * times its length, and a few bytes can name millions of messages. Beyond that the line is given up.
 */
export function boundResponses(client: ImapFlow): void {
  const inside = client as unknown as Inside;
  // Comes only where QRESYNC is switched on (RFC 7162 section 3.2.10), and imapflow would go through each UID of a range.
  if (inside.untaggedVanished !== undefined) inside.untaggedVanished = () => Promise.resolve();
  const { handleResponse } = inside;
  if (handleResponse === undefined) return;
  const spent: Spent = { command: undefined, bytes: 0, searched: 0 };
  inside.handleResponse = (response) => {
    if (inside.currentRequest !== spent.command) {
      Object.assign(spent, { command: inside.currentRequest, bytes: 0, searched: 0 });
    }
    judge(response, spent);
    return handleResponse.call(client, response);
  };
}

/** @throws RemoteError where it is more than any server has to say */
function judge(response: Response, spent: Spent): void {
  const { payload, literals = [] } = response;
  const [, count, word = ''] = untagged.exec(payload.toString('latin1', 0, 100)) ?? [];
  const kind = word.toUpperCase();
  if (kind === 'EXISTS' && Number(count) > mostMessages) throw tooMuch(`${count} messages in one folder`);
  if (kind === 'SEARCH' || kind === 'ESEARCH') {
    spent.searched += payload.length;
    if (spent.searched > longestSearch) throw tooMuch('more than a search can find');
    return;
  }
  if (isStatus(payload, kind)) {
    // Its beginning tells what is wrong.
    if (payload.length > longestLine) response.payload = payload.subarray(0, longestLine);
  } else {
    // The literals of these are messages, which are counted where they are kept.
    const within = kind === 'FETCH' ? [] : literals;
    const length = within.reduce((sum, each) => sum + each.length, payload.length);
    if (length > longestLine) throw tooMuch(`a line of ${length} bytes`);
  }
  const isFolder = kind === 'LIST' || kind === 'LSUB' || kind === 'XLIST';
  spent.bytes += Math.min(payload.length, longestLine) + (isFolder ? costOfFolder : costOfLine);
  if (spent.bytes > mostAtOnce) throw tooMuch('one line after another, and no end');
}

/** Whether it is words for people to read behind a code. */
function isStatus(payload: Buffer, kind: string): boolean {
  return /^(OK|NO|BAD|BYE|PREAUTH)$/.test(kind) || payload[0] !== '*'.charCodeAt(0);
}

function tooMuch(what: string): RemoteError {
  const text = `The server sent ${what}; the connection was closed before that took up memory.`;
  return new RemoteError({ origin: 'imap', code: 'TOO_MUCH', text });
}

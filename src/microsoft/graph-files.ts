import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteError } from '../domain/failure.ts';
import { type GraphClient, nameItem } from './graph-client.ts';
import { exchange } from './graph-exchange.ts';
import { describeOddity, describeRefusal, type GraphAnswer, parseJson } from './graph-failure.ts';
import type { GraphLanes } from './graph-lanes.ts';
import type { SplitFile } from './graph-split-mail.ts';

/** From here on Graph wants an upload session, and takes none for less. */
const sessionFrom = 3 * 1024 * 1024;
/** Graph takes 4 MB; a multiple of 320 KB is what its documentation recommends. */
const pieceSize = 12 * 320 * 1024;
const mostTries = 4;
const pause = 1000;
const silence = 120_000;
const mostAnswer = 256 * 1024;

/** Adds a file to a draft, whole or in pieces. @throws RemoteError */
export async function addFile(
  client: GraphClient,
  lanes: GraphLanes,
  draftId: string,
  file: SplitFile,
): Promise<void> {
  if (file.content.length >= sessionFrom) return upload(client, lanes, draftId, file);
  const { name, type, content, contentId } = file;
  await client.ask({
    method: 'POST',
    path: `messages/${draftId}/attachments`,
    command: 'SEND',
    json: {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name,
      contentType: type,
      contentBytes: content.toString('base64'),
      ...(contentId === undefined ? {} : { contentId, isInline: true }),
    },
  });
}

async function upload(
  client: GraphClient,
  lanes: GraphLanes,
  draftId: string,
  file: SplitFile,
): Promise<void> {
  const { content } = file;
  const url = await openSession(client, draftId, file);
  let [from, reached] = [0, 0];
  // One that takes a byte of each piece would be sent all of them again for each byte.
  let left = mostTries * Math.ceil(content.length / pieceSize);
  for (let tries = 0; from < content.length && left > 0; left--) {
    if (from > reached) [tries, reached] = [0, from];
    const piece = content.subarray(from, from + pieceSize);
    const range = `bytes ${from}-${from + piece.length - 1}/${content.length}`;
    try {
      const answer = await ask(lanes, url, 'PUT', piece, { 'Content-Range': range });
      if (answer.status === 201) return;
      from = readNext(answer) ?? from + piece.length;
      // A session that asks for the same bytes again and again gets nowhere.
      if (from <= reached && ++tries >= mostTries) break;
    } catch (error) {
      if (!isPassing(error) || ++tries >= mostTries) throw error;
      await sleep(pause * tries, undefined, { ref: false });
      from = await findNext(lanes, url, from);
    }
  }
  // The last piece is answered 201; whether the file is whole is not known without it.
  throw describeOddity(
    'UPLOAD_NOT_CONFIRMED',
    'SEND',
    'Graph took every piece of a file and did not say that it is whole.',
  );
}

/** @returns an address on another host, which is a secret of its own: our token never goes there */
async function openSession(client: GraphClient, draftId: string, file: SplitFile): Promise<string> {
  const { name, type, content, contentId } = file;
  const AttachmentItem = {
    attachmentType: 'file',
    name,
    size: content.length,
    contentType: type,
    ...(contentId === undefined ? {} : { contentId, isInline: true }),
  };
  const path = `messages/${nameItem(draftId, 'SEND')}/attachments/createUploadSession`;
  for (let tries = 1; ; tries++) {
    try {
      const { json } = await client.ask({ method: 'POST', path, command: 'SEND', json: { AttachmentItem } });
      return checkAddress(json.uploadUrl);
    } catch (error) {
      // A draft is not found everywhere at once (demisto/content#41448).
      const isNew = error instanceof RemoteError && error.failure.status === 404;
      if (!isNew || tries >= mostTries) throw error;
      await sleep(pause, undefined, { ref: false });
    }
  }
}

function checkAddress(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
  throw describeOddity('UNFIT_UPLOAD', 'SEND', 'Graph named no address that a file could be sent to.');
}

async function findNext(lanes: GraphLanes, url: string, from: number): Promise<number> {
  const answer = await ask(lanes, url, 'GET', undefined, {});
  return readNext(answer) ?? from;
}

/** Its names begin with small letters in one answer and with capitals in the next. */
function readNext({ bytes }: GraphAnswer): number | undefined {
  const json = parseJson(bytes) ?? {};
  const ranges: unknown = json.nextExpectedRanges ?? json.NextExpectedRanges;
  const first: unknown = Array.isArray(ranges) ? ranges[0] : undefined;
  const start = typeof first === 'string' ? /^\d{1,12}/.exec(first)?.[0] : undefined;
  return start === undefined ? undefined : Number(start);
}

async function ask(
  lanes: GraphLanes,
  url: string,
  method: 'PUT' | 'GET',
  body: Buffer | undefined,
  headers: Record<string, string>,
): Promise<GraphAnswer> {
  const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
  const type = body === undefined ? {} : { 'Content-Type': 'application/octet-stream' };
  const { signal } = new AbortController();
  const answer = await lanes.enter(() =>
    exchange({
      url,
      method,
      body,
      agent: lanes.agent,
      silence,
      signal,
      most: mostAnswer,
      headers: { ...headers, ...length, ...type },
    }),
  );
  if (answer.status < 300) return answer;
  throw describeRefusal(answer, 'SEND');
}

/** The same piece can be sent again: the session knows what it has. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false;
  const { origin, status = 0 } = error.failure;
  return origin === 'network' || status === 429 || status === 416 || status >= 500;
}

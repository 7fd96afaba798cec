import { randomBytes } from 'node:crypto';
import type { GraphAnswer, GraphCall, GraphContext, UploadSession } from './graph-context.ts';
import { GraphError, itemNotFound } from './graph-errors.ts';
import { attachFile, attachmentLimit } from './graph-files.ts';
import { encodeMessageId } from './graph-ids.ts';
import type { FoundMessage } from './mailboxes.ts';

const fileLimit = 150 * 1024 * 1024;
const pieceLimit = 4 * 1024 * 1024;
const lifetime = 3 * 3600 * 1000;

/** `POST …/attachments/createUploadSession` @param item its AttachmentItem @throws GraphError */
export function createUploadSession(
  call: GraphCall,
  found: FoundMessage,
  item: Record<string, unknown>,
): GraphAnswer {
  const { context, mailbox } = call;
  const { name, size, contentType } = readItem(item);
  const key = randomBytes(24).toString('base64url');
  const session: UploadSession = {
    mailbox,
    message: found.message.number,
    name,
    size,
    received: [],
    contentType,
    expiresAt: context.state.now() + lifetime,
  };
  context.uploads.set(key, session);
  const id = encodeMessageId(mailbox, found.message, true);
  const uploadUrl = `${context.urls.upload}/v2.0/Users('${mailbox.address}')/Messages('${id}')/AttachmentSessions('${key.slice(0, 8)}')?authtoken=${key}`;
  const json = {
    '@odata.context': `${context.urls.graph}/v1.0/$metadata#microsoft.graph.uploadSession`,
    uploadUrl,
  };
  const expirationDateTime = new Date(session.expiresAt).toISOString();
  return { status: 201, json: { ...json, expirationDateTime, nextExpectedRanges: ['0-'] } };
}

function readItem(item: Record<string, unknown>): Pick<UploadSession, 'name' | 'size' | 'contentType'> {
  const { attachmentType, name, size, contentType } = item;
  const isFile = typeof attachmentType === 'string' && attachmentType.toLowerCase() === 'file';
  if (!isFile || typeof name !== 'string' || typeof size !== 'number' || !Number.isInteger(size)) {
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      'AttachmentItem needs attachmentType file, a name and a size.',
    );
  }
  if (size < attachmentLimit) {
    throw new GraphError(
      400,
      'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
      `Attachment size must be greater than the minimum size: ${attachmentLimit}.`,
    );
  }
  if (size > fileLimit) {
    throw new GraphError(400, 'ErrorAttachmentSizeLimitExceeded', 'The attachment is larger than 150 MB.');
  }
  return {
    name,
    size,
    contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
  };
}

/** What the address of an upload session is asked; the address itself is the key. */
interface UploadRequest {
  method: string;
  key: string;
  header(name: string): string | undefined;
  readBody(limit: number): Promise<Buffer>;
}

/** @throws GraphError */
export async function answerUpload(context: GraphContext, request: UploadRequest): Promise<GraphAnswer> {
  if (request.header('authorization') !== undefined) {
    throw new GraphError(
      401,
      'Unauthorized',
      'The upload address is not to be called with an Authorization header.',
    );
  }
  const session = context.uploads.get(request.key);
  if (!session || session.expiresAt <= context.state.now()) throw itemNotFound();
  if (request.method === 'GET') return describeSession(session);
  if (request.method === 'DELETE') {
    context.uploads.delete(request.key);
    return { status: 204 };
  }
  if (request.method !== 'PUT')
    throw new GraphError(405, 'ErrorInvalidRequest', 'An upload session takes PUT.');
  return takePiece(context, session, request);
}

async function takePiece(
  context: GraphContext,
  session: UploadSession,
  request: UploadRequest,
): Promise<GraphAnswer> {
  const range = request.header('content-range') ?? '';
  const [, from, to, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? []).map(Number);
  const piece = await request.readBody(pieceLimit);
  const isNext = from === countReceived(session) && total === session.size;
  if (
    !isNext ||
    from === undefined ||
    to === undefined ||
    to - from + 1 !== piece.length ||
    piece.length === 0
  ) {
    throw new GraphError(
      416,
      'ErrorInvalidRange',
      `The range '${range}' is not the one that is expected next.`,
    );
  }
  if (!context.settings.losesPieces) session.received.push(piece);
  if (countReceived(session) < session.size) return describeSession(session);
  context.uploads.delete(request.key);
  const found = session.mailbox.findMessage(session.message);
  if (!found?.message.flags.has('\\Draft')) throw itemNotFound();
  const { name, contentType, mailbox } = session;
  const id = attachFile({ mailbox }, found, { name, contentType, content: Buffer.concat(session.received) });
  const message = encodeMessageId(mailbox, found.message, true);
  const location = `${context.urls.graph}/v1.0/Users('${mailbox.address}')/Messages('${message}')/Attachments('${id}')`;
  return { status: 201, headers: { Location: location } };
}

/** Its names begin with capitals here, and with small letters where the session is made. */
function describeSession(session: UploadSession): GraphAnswer {
  const ExpirationDateTime = new Date(session.expiresAt).toISOString();
  return { status: 200, json: { ExpirationDateTime, NextExpectedRanges: [String(countReceived(session))] } };
}

function countReceived({ received }: UploadSession): number {
  return received.reduce((sum, { length }) => sum + length, 0);
}

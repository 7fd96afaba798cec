import type { Cloud } from '../domain/cloud.ts';
import { RemoteError } from '../domain/failure.ts';
import { describeRefusal } from './graph-failure.ts';
import { sendHttp } from './http.ts';

/** No message has it, so nothing can come of asking to send it. */
const nobodysId = 'AAMkAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
/** What Exchange says of such an id to whoever may send; whoever may not is refused before. */
const ofNoMessage = new Set(['ErrorItemNotFound', 'ErrorInvalidIdMalformed', 'ErrorInvalidMailboxItemId']);

/**
 * Asks for the id of the inbox and nothing else.
 * @returns normally where the token reads the mailbox. @throws RemoteError graph with what the server said; network
 */
export async function probeGraphReading(cloud: Cloud, mailbox: string, accessToken: string): Promise<void> {
  await ask(cloud, mailbox, accessToken, 'mailFolders/inbox?$select=id');
}

/**
 * Asks to send a message that does not exist.
 * @returns normally where the token sends from the mailbox. @throws RemoteError as above
 */
export async function probeGraphSending(cloud: Cloud, mailbox: string, accessToken: string): Promise<void> {
  try {
    await ask(cloud, mailbox, accessToken, `messages/${nobodysId}/send`);
  } catch (error) {
    const code = error instanceof RemoteError ? error.failure.code : undefined;
    if (code === undefined || !ofNoMessage.has(code)) throw error;
  }
}

async function ask(cloud: Cloud, mailbox: string, accessToken: string, path: string): Promise<void> {
  const isSending = path.endsWith('/send');
  const headers = { authorization: `Bearer ${accessToken}`, prefer: 'IdType="ImmutableId"' };
  const answer = await sendHttp(`${cloud.graph}/v1.0/users/${encodeURIComponent(mailbox)}/${path}`, {
    headers,
    ca: cloud.ca,
    ...(isSending ? { method: 'POST', body: '' } : { method: 'GET' }),
  });
  if (answer.status < 300) return;
  const { status, headers: given, body } = answer;
  throw describeRefusal({ status, headers: given, bytes: Buffer.from(body) }, isSending ? 'SEND' : 'FOLDER');
}

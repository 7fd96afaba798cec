import type { Cloud } from '../domain/cloud.ts';
import { describeRefusal } from './graph-failure.ts';
import { sendHttp } from './http.ts';

/**
 * Asks for the name of the inbox and nothing else.
 * @returns normally where the token opens the mailbox. @throws RemoteError graph with what the server said; network
 */
export async function probeGraph(cloud: Cloud, mailbox: string, accessToken: string): Promise<void> {
  const path = `/v1.0/users/${encodeURIComponent(mailbox)}/mailFolders/inbox?$select=id`;
  const headers = { authorization: `Bearer ${accessToken}`, prefer: 'IdType="ImmutableId"' };
  const answer = await sendHttp(cloud.graph + path, { method: 'GET', headers, ca: cloud.ca });
  if (answer.status < 300) return;
  throw describeRefusal(
    { status: answer.status, headers: answer.headers, bytes: Buffer.from(answer.body) },
    'FOLDER',
  );
}

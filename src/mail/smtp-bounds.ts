import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/** Steps of nodemailer's own; no version has promised that it has them. */
interface Inside {
  _onData?: (chunk: Buffer) => void;
  _onResponseTooLarge?: () => void;
}

/** All that a server has to say in one session: a few lines for each recipient. */
const mostBytes = 2 * 1024 * 1024;

/**
 * The library bounds one reply, and not how many come: it keeps each until its turn, and empty lines for longer than they take
 * to arrive.
 */
export function boundReplies(connection: SMTPConnection): void {
  const inside = connection as unknown as Inside;
  const read = inside._onData?.bind(connection);
  const refuse = inside._onResponseTooLarge?.bind(connection);
  if (read === undefined || refuse === undefined) return;
  let [bytes, isOver] = [0, false];
  inside._onData = (chunk) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) return read(chunk);
    if (isOver) return;
    isOver = true;
    refuse();
  };
}

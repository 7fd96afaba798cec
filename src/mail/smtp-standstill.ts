import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/** What came while this process stood still is read first: it may be the answer. */
export const readingMilliseconds = 1000;

/** The library judges a silence by its timer, which after a standstill runs out before the socket is looked at. */
export function readBeforeJudging(connection: SMTPConnection): void {
  const timed = connection as unknown as { _onTimeout(): void; _socket?: { bytesRead: number } };
  const judge = timed._onTimeout.bind(connection);
  timed._onTimeout = () => {
    const before = timed._socket?.bytesRead;
    setTimeout(() => {
      if (timed._socket?.bytesRead === before) judge();
    }, readingMilliseconds).unref();
  };
}

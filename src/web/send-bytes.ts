import type { WebRequest } from './context.ts';

/** A megabyte in memory at a time, read when the browser has taken the one before. */
export function sendBytes(
  c: WebRequest,
  first: Buffer | undefined,
  rest: AsyncGenerator<Buffer>,
  policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'",
): Response {
  c.header('Content-Security-Policy', policy);
  c.header('X-Content-Type-Options', 'nosniff');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first !== undefined) controller.enqueue(first);
    },
    async pull(controller) {
      const { value, done } = await rest.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await rest.return(undefined);
    },
  });
  return c.body(body);
}

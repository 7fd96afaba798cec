import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PlainLayout } from '../../views/plain-layout.tsx';
import { type ErrorCode, toAppError } from '../errors.ts';
import { assetUrls } from './assets.ts';
import type { WebContext } from './context.ts';

/** The one table from error codes to HTTP statuses. */
export const statusOf: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

const titles: Readonly<Record<ErrorCode, string>> = {
  invalid: 'That did not fit',
  unauthorized: 'Please sign in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Not possible now',
  unavailable: 'Not available at the moment',
  internal: 'Something went wrong',
};

export function showFailure(web: WebContext): ErrorHandler {
  return (error, c) => {
    const failure = toAppError(error);
    if (failure.code === 'internal') {
      web.log.error('request failed', { method: c.req.method, path: c.req.path, error });
    }
    const { code, message, retryAfter } = failure;
    if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
    return c.html(
      <FailurePage code={code} message={message} />,
      retryAfter === undefined ? statusOf[code] : 429,
    );
  };
}

export const showNotFound: NotFoundHandler = (c) =>
  c.html(
    <FailurePage code="not_found" message="There is nothing at this address, or it is not for you." />,
    404,
  );

/** For a body that was not read, or not to its end. */
export function showRefusedBody(c: Context, status: 413 | 503, message: string) {
  return c.html(<FailurePage code={status === 413 ? 'invalid' : 'unavailable'} message={message} />, status);
}

function FailurePage({ code, message }: { code: ErrorCode; message: string }) {
  return (
    <PlainLayout title={titles[code]} assets={assetUrls}>
      <p>{message}</p>
      <p>
        <a href="/">Go to the start page</a>
      </p>
    </PlainLayout>
  );
}

import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PlainLayout } from '../../views/plain-layout.tsx';
import { say } from '../../views/said.ts';
import { TypeAnew, TypedAgain, type TypedField } from '../../views/typed-again.tsx';
import { t } from '../../views/words.ts';
import { AppError, type ErrorCode, toAppError } from '../errors.ts';
import { assetUrls } from './assets.ts';
import type { WebContext, WebRequest } from './context.ts';
import { describeProblem, isForPrograms } from './problem.ts';
import { statusOf } from './status-of.ts';

const titles = (): Readonly<Record<ErrorCode, string>> => ({
  invalid: t('That did not fit'),
  unauthorized: t('Please sign in'),
  forbidden: t('Not allowed'),
  not_found: t('Not found'),
  conflict: t('Not possible now'),
  unavailable: t('Not available at the moment'),
  internal: t('Something went wrong'),
});

/** What is done once a person has answered something first. */
interface Questions {
  /** Is it still you? */
  askForProof(c: WebRequest): Promise<Response>;
  /** Have you seen what others have done meanwhile? */
  tellOfChanges(c: WebRequest, unseen: readonly number[]): Promise<Response>;
  /** @returns the page that a form sent to this path stands on */
  findPage(path: string): string | undefined;
}

export function showFailure(
  web: WebContext,
  { askForProof, tellOfChanges, findPage }: Questions,
): ErrorHandler {
  return async (error, c) => {
    const failure = toAppError(error);
    if (failure.needsProof && c.req.method === 'POST') return askForProof(c);
    if (failure.unseen !== undefined && c.req.method === 'POST') return tellOfChanges(c, failure.unseen);
    if (failure.code === 'internal') {
      web.log.error('request failed', { method: c.req.method, path: c.req.path, error });
    }
    // What stands before the API's own routes, such as the Host header that is expected.
    if (isForPrograms(c.req.path)) return sendProblem(c, failure);
    const { code, message, retryAfter } = failure;
    if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
    const status = retryAfter === undefined ? statusOf[code] : 429;
    if (isForPart(c)) return sendPart(c, message, status);
    const typed = code === 'unavailable' ? await readTyped(c) : undefined;
    return c.html(
      <FailurePage
        code={code}
        message={message}
        typed={typed}
        page={pageOf(c, code, findPage)}
        signIn={signInOf(c, code, findPage)}
      />,
      status,
    );
  };
}

function isForPart(c: Context): boolean {
  return c.req.header('hx-request') !== undefined;
}

/** For a part of a page, which a whole one would not fit into. It stands before that part, which keeps what was typed in it. */
function sendPart(c: Context, message: string, status: ContentfulStatusCode): Response | Promise<Response> {
  c.header('HX-Reswap', 'beforebegin');
  c.header('HX-Reselect', '[data-refused]');
  return c.html(
    <p class="notice error" role="alert" data-refused>
      {say(message)}
    </p>,
    status,
  );
}

/** @returns where a person who sent a form goes on; undefined where that may be no page of his */
function pageOf(c: WebRequest, code: ErrorCode, findPage: Questions['findPage']): string | undefined {
  const isHisOwn = c.get('user') !== undefined && code !== 'not_found' && code !== 'unauthorized';
  // Where nothing can be stored, nobody can sign in: the form for that is everybody's.
  if (code === 'unavailable') return c.req.method === 'POST' ? findPage(c.req.path) : undefined;
  return isHisOwn && c.req.method === 'POST' ? findPage(c.req.path) : undefined;
}

/** @returns where a person whose session has ended signs in, to come back to the page of his form */
function signInOf(c: WebRequest, code: ErrorCode, findPage: Questions['findPage']): string | undefined {
  if (code !== 'unauthorized' || c.get('user') !== undefined) return undefined;
  return `/login?to=${encodeURIComponent(findPage(c.req.path) ?? '')}`;
}

export const showNotFound: NotFoundHandler = (c) =>
  c.html(
    <FailurePage code="not_found" message={t('There is nothing at this address, or it is not for you.')} />,
    404,
  );

/** Answers a program. @param status where it says more than the failure's code does */
export function sendProblem(c: Context, failure: AppError, status?: number): Response {
  const problem = describeProblem(failure, status);
  return c.body(problem.body, problem.status as 400, problem.headers);
}

/** For a body that was not read, or not to its end. @param retryAfter in seconds */
export function showRefusedBody(c: Context, status: 413 | 503, message: string, retryAfter?: number) {
  const code = status === 413 ? 'invalid' : 'unavailable';
  if (isForPrograms(c.req.path)) {
    const isLater = retryAfter !== undefined;
    return isLater
      ? sendProblem(c, new AppError(code, message, { retryAfter }))
      : sendProblem(c, new AppError(code, message), status);
  }
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  if (isForPart(c)) return sendPart(c, message, status);
  return c.html(<FailurePage code={code} message={message} />, status);
}

interface Typed {
  readonly action: string;
  readonly fields: readonly TypedField[];
  /** A password, a code or a key was among it, which no page shows again: sent without that, it would be refused. */
  readonly hadSecret: boolean;
}

/** `current` is the password of before, `proof` one or a code, `code` one of an app, `answer` that of a passkey. */
const secretNames = /pass(?:word|phrase)|secret|token|^(?:current|proof|code|answer)$/i;

/** A form of somebody of whom is not known whether he may send more. */
const mostUnknownBytes = 256 * 1024;

/**
 * @returns what a person has sent in a form; undefined where it was no form, and for a large one where nobody is known to be
 * signed in. Secrets are not shown again.
 */
export async function readTyped(c: Context): Promise<Typed | undefined> {
  if (c.req.method !== 'POST') return undefined;
  // While the data file cannot be read, nobody is known.
  const size = Number(c.req.header('content-length') ?? Number.POSITIVE_INFINITY);
  if (c.get('user') === undefined && size > mostUnknownBytes) return undefined;
  const form = await c.req.parseBody({ all: true }).catch(() => undefined);
  if (form === undefined) return undefined;
  const given = Object.entries(form).flatMap(([name, each]) =>
    [each].flat().flatMap((value) => (typeof value === 'string' ? [{ name, value }] : [])),
  );
  const fields = given.filter(({ name }) => !secretNames.test(name));
  const hadSecret = given.some(({ name, value }) => value !== '' && secretNames.test(name));
  const { pathname, search } = new URL(c.req.url);
  return { action: pathname + search, fields, hadSecret };
}

function FailurePage({
  code,
  message,
  typed,
  page,
  signIn,
}: {
  code: ErrorCode;
  message: string;
  typed?: Typed | undefined;
  /** Where the person was. */
  page?: string | undefined;
  /** For somebody whose session has ended. */
  signIn?: string | undefined;
}) {
  return (
    <PlainLayout title={titles()[code]} assets={assetUrls}>
      <p data-reason>{say(message)}</p>
      {typed !== undefined && (typed.hadSecret ? <TypeAnew /> : <TypedAgain {...typed} />)}
      {page !== undefined && (
        <p>
          <a class="button" href={page}>
            {t('Back to where you were')}
          </a>
        </p>
      )}
      {signIn !== undefined && (
        <p>
          <a class="button" href={signIn} data-signed-out>
            {t('Sign in')}
          </a>
        </p>
      )}
      <p>
        <a href="/">{t('Go to the start page')}</a>
      </p>
    </PlainLayout>
  );
}

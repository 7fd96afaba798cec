import type { MiddlewareHandler } from 'hono';
import type { Upload } from '../../domain/draft.ts';
import { AppError } from '../../errors.ts';
import { readFiles } from '../form-files.ts';
import { unreadable } from '../request-body.ts';
import type { ApiContext, ApiEnv } from './context.ts';

// A message with files is a form of two fields: `message` holds the JSON that is sent without files as the body, and
// `files` is there once for each file.

const isForm = /^\s*multipart\/form-data\b/i;
const isJson = /^\s*application\/(?:[\w.+-]+\+)?json\b/i;
const kilobyte = 1024;
/** As much as a body without files may have. */
const mostMessageBytes = 256 * kilobyte;

/** What the document says of such a form. @param schema of what `message` holds, by its name there */
export function describeForm(schema: string) {
  return {
    schema: {
      type: 'object' as const,
      required: ['message'],
      properties: {
        message: { $ref: `#/components/schemas/${schema}` },
        files: {
          type: 'array' as const,
          description: 'The field once for each file.',
          items: { type: 'string' as const, format: 'binary' },
        },
      },
    },
    encoding: { message: { contentType: 'application/json' } },
  };
}

/** What is no JSON is not guessed at. @param takesForm whether files may come with it @returns what refuses a body of any other type */
export function expectType(takesForm: boolean): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    if (isJson.test(type) || (takesForm && isForm.test(type))) return next();
    const sent = type.split(';')[0]?.trim().slice(0, 80) ?? '';
    const how = sent === '' ? 'without a Content-Type' : `as ${sent}`;
    const expected = takesForm ? 'application/json, or multipart/form-data' : 'application/json';
    throw unreadable(`The body is sent ${how}; expected ${expected}.`);
  };
}

/** Takes the files out of the form: what follows reads the request as if its message had come alone. @throws AppError invalid */
export const takeFiles: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (!isForm.test(c.req.header('content-type') ?? '')) return next();
  const form = await c.req.formData();
  const message = await readMessage(form);
  c.set('files', await readFiles(form));
  const headers = new Headers(c.req.raw.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers, body: message });
  c.req.bodyCache = {};
  return next();
};

/** @returns the files that came with the request */
export function filesOf(c: ApiContext): readonly Upload[] {
  return c.get('files') ?? [];
}

async function readMessage(form: FormData): Promise<string> {
  const wrong = Object.fromEntries([...form.keys()].flatMap((name) => findWrong(form, name)));
  const [message] = form.getAll('message');
  if (message === undefined) wrong.message = 'Expected the message, as JSON.';
  const listed = Object.entries(wrong).map(([field, text]) => `${field}: ${text}`);
  if (message === undefined || listed.length > 0) {
    throw new AppError('invalid', `The form does not fit. ${listed.join('; ')}`, { fields: wrong });
  }
  // Generated clients send it as a file of its own.
  const text = typeof message === 'string' ? message : await message.text();
  if (Buffer.byteLength(text) <= mostMessageBytes) return text;
  throw new AppError('invalid', `The message is larger than ${mostMessageBytes / kilobyte} KB.`, {
    fields: { message: `Expected at most ${mostMessageBytes / kilobyte} KB.` },
  });
}

function findWrong(form: FormData, name: string): [string, string][] {
  const values = form.getAll(name);
  if (name === 'message') return values.length > 1 ? [[name, 'Expected it once.']] : [];
  if (name !== 'files') return [[name, 'There is no such field; a form has "message" and "files".']];
  const isText = values.some((value) => typeof value === 'string');
  return isText ? [[name, 'Expected files, each with its name; one of them is text.']] : [];
}

import { AppError } from '../../errors.ts';
import { sendProblem } from '../failures.tsx';
import type { ApiContext } from './context.ts';

/** The paths of the document: what each is asked by. */
type Paths = Readonly<Record<string, object>>;

/**
 * For what no endpoint has taken. An address that takes other methods says which: "not found" would tell a program that deletes
 * something that it is gone (RFC 9110 section 15.5.6).
 * @param path below the API's own @throws AppError not_found
 */
export function answerOtherMethod(c: ApiContext, paths: Paths, path: string): Response {
  const { method } = c.req;
  const methods = listMethods(paths, path);
  if (methods.length === 0 || methods.includes(method)) {
    throw new AppError('not_found', `There is no ${method} ${c.req.path}.`);
  }
  const allowed = methods.join(', ');
  c.header('Allow', allowed);
  if (method === 'OPTIONS') return c.body(null, 204);
  return sendProblem(
    c,
    new AppError('invalid', `${c.req.path} takes no ${method}; expected ${allowed}.`),
    405,
  );
}

function listMethods(paths: Paths, path: string): string[] {
  const asked = path.split('/');
  const methods = Object.entries(paths).flatMap(([known, item]) =>
    isSameAddress(known.split('/'), asked) ? Object.keys(item).map((name) => name.toUpperCase()) : [],
  );
  return methods.flatMap((name) => (name === 'GET' ? [name, 'HEAD'] : [name])).sort();
}

/** @param known with names in braces for what differs: `/tickets/{number}` */
function isSameAddress(known: readonly string[], asked: readonly string[]): boolean {
  return (
    known.length === asked.length &&
    known.every((part, index) => part === asked[index] || (part.startsWith('{') && asked[index] !== ''))
  );
}

import { AppError } from '../errors.ts';

/** An object or array that is not closed yet. */
interface Level {
  /** Undefined in an array. */
  readonly names: Set<string> | undefined;
  /** Of what is read now: its name, or its place in the array. */
  at: string | number;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\],]/g;

/**
 * Each reader decides for itself what an object means in which a name stands twice (RFC 8259 section 4): one that checks a
 * request and one that acts on it could read two different ones.
 * @throws AppError invalid
 */
export function assertEachFieldOnce(json: string): void {
  // In what is no JSON a text may never end, and each sign in it could begin another one: that is read again and again.
  const field = isJson(json) ? findRepeatedField(json) : undefined;
  if (field === undefined) return;
  const wrong = 'Stands there twice; expected it once.';
  throw new AppError('invalid', `The body does not fit. ${field}: ${wrong}`, { fields: { [field]: wrong } });
}

/** @returns the path of the first name that stands twice in one object, such as `conditions.0.value` */
function findRepeatedField(json: string): string | undefined {
  const open: Level[] = [];
  for (const [token, colon] of json.matchAll(tokens)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ names: new Set(), at: '' });
    else if (token === '[') open.push({ names: undefined, at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (typeof inner?.at === 'number') inner.at += 1;
    } else if (colon !== undefined && inner?.names !== undefined) {
      // The same name may be written with other escapes.
      inner.at = JSON.parse(token.slice(0, -colon.length)) as string;
      if (inner.names.has(inner.at)) return open.map(({ at }) => at).join('.');
      inner.names.add(inner.at);
    }
  }
  return undefined;
}

/** What is none is refused by whoever reads it. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

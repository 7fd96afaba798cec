import { badRequest } from './graph-errors.ts';

/** @throws GraphError 400 */
export function readJson(body: Buffer): Record<string, unknown> {
  const refusal = badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
  try {
    const value: unknown = JSON.parse(body.toString());
    if (isObject(value)) return value;
  } catch (cause) {
    throw Object.assign(refusal, { cause });
  }
  throw refusal;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

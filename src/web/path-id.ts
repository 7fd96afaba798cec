import { AppError } from '../errors.ts';
import type { WebRequest } from './context.ts';

/** @returns the id or number that a part of the path is. @throws AppError not_found for anything else */
export function readPathId(c: WebRequest, name = 'id'): number {
  return readNumber(c.req.param(name));
}

/** @returns the positive integer that names something. @throws AppError not_found for anything else */
export function readNumber(text: string | undefined): number {
  const number = findNumber(text);
  if (number !== undefined) return number;
  throw new AppError('not_found', 'There is nothing at this address, or it is not for you.');
}

/** @returns the positive integer that was written down; undefined for anything else */
export function findNumber(text = ''): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) || undefined : undefined;
}

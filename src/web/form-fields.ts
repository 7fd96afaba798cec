import type { Context } from 'hono';
import { AppError, toAppError } from '../errors.ts';
import type { WebRequest } from './context.ts';

export interface FormFields {
  /** '' where the form has no such field. */
  text(name: string): string;
  /** Whether the form has such a field at all: a box that is not ticked is not sent. */
  has(name: string): boolean;
  /** @returns the fields `access-<id>`, by id */
  access(): Record<string, string>;
}

export async function readFields(c: Context): Promise<FormFields> {
  const form = await c.req.parseBody();
  const text = (name: string) => {
    const value = form[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    text,
    has: (name) => form[name] !== undefined,
    access: () =>
      Object.fromEntries(
        Object.keys(form).flatMap((name) => {
          const id = /^access-(\d{1,15})$/.exec(name)?.[1];
          return id === undefined ? [] : [[id, text(name)]];
        }),
      ),
  };
}

/** @throws AppError invalid when the request is no form */
export async function readForm(c: WebRequest): Promise<FormData> {
  return c.req.formData().catch((cause: unknown) => {
    throw new AppError('invalid', 'Expected a form of one of our pages.', { cause });
  });
}

/** @returns what to mark in the form. @throws the error again when it is not about what was typed */
export function fieldsOf(error: unknown): Readonly<Record<string, string>> {
  const failure = toAppError(error);
  if (failure.unseen !== undefined) throw error;
  if (failure.fields !== undefined) return failure.fields;
  if (failure.code === 'conflict' || failure.code === 'invalid') return { form: failure.message };
  throw error;
}

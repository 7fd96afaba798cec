import * as z from 'zod';

/** What the inputs of many commands hold. */

export const id = z.int('Expected a whole number.').positive('Expected a number above 0.');
/** For commands that need to be told nothing. */
export const nothing = z.strictObject({});

/** A form's fields, each as it was typed. */
export function typed<const Name extends string>(...names: readonly Name[]) {
  const fields = names.map((name): [Name, z.ZodString] => [name, z.string()]);
  return z.strictObject(Object.fromEntries(fields) as Record<Name, z.ZodString>);
}

/** The fields of a form by name, as a draft keeps them. */
export const draftFields = z.record(z.string(), z.string());

/** A file as it came in. */
export const upload = z.strictObject({
  name: z.string(),
  type: z.string(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Expected bytes.'),
});

/** When a message is to go out; left out: as soon as it can. */
export const sendAt = z.date().optional();

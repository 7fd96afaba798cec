import { deleteIdempotentRequestsBefore } from '../../db/api-tokens.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** So long a request with an Idempotency-Key is known. */
export const answersKeptFor = 86_400_000;

/** The desk itself: forgets what programs were answered, also where none asks any more: it holds what customers wrote. */
export const forgetOldAnswers = defineCommand({
  name: 'forgetOldAnswers',
  input: nothing,
  needs: 'operator',
  run: ({ tx, now }) => deleteIdempotentRequestsBefore(tx, new Date(now.getTime() - answersKeptFor)),
});

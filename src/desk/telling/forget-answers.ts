import { deleteIdempotentRequestsBefore } from '../../db/api-tokens.ts';
import { answersKeptFor } from '../../domain/token-scope.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** The desk itself: forgets what programs were answered, also where none asks any more: it holds what customers wrote. */
export const forgetOldAnswers = defineCommand({
  name: 'forgetOldAnswers',
  input: nothing,
  needs: 'operator',
  run: ({ tx, now }) => deleteIdempotentRequestsBefore(tx, new Date(now.getTime() - answersKeptFor)),
});

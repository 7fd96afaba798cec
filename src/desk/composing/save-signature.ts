import * as z from 'zod';
import { findSignaturePicture, findUserSignature, putUserSignature } from '../../db/signatures.ts';
import { getUser } from '../../db/users.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { userOf } from '../../domain/matters.ts';
import { noSignature } from '../../domain/signature.ts';
import { defineCommand, type Work } from '../command.ts';
import { id } from '../input-fields.ts';
import { assertNoAdminByToken } from '../rights.ts';
import { readSignature, signatureInput, storePicture } from './read-signature.ts';

const signatureForm = {
  ...signatureInput,
  /** Whether the group's follows below. */
  withGroup: z.boolean(),
};
const input = z.strictObject(signatureForm);
type Form = z.output<typeof input>;

/**
 * Whoever is signed in: sets what stands below his own messages, in the place of the group's signature or above it. An
 * empty one takes it away. @throws AppError invalid (with fields)
 */
export const saveSignature = defineCommand({
  name: 'saveSignature',
  input,
  needs: 'user',
  work: (work, form) => save(work, work.person(), form),
});

/** Admins: sets what stands below somebody's messages; a token, below those of agents. @throws AppError invalid (with fields), forbidden, not_found */
export const saveSignatureOf = defineCommand({
  name: 'saveSignatureOf',
  input: z.strictObject({ userId: id, ...signatureForm }),
  about: ({ userId }) => userOf(userId),
  needs: 'admin',
  async work(work, { userId, ...form }) {
    assertNoAdminByToken(work, await getUser(work.desk.read, userId));
    await save(work, userId, form);
  },
});

async function save(work: Work, userId: number, { withGroup, ...form }: Form): Promise<void> {
  const { read } = work.desk;
  const picture = await findSignaturePicture(read, { userId });
  const stored = (await findUserSignature(read, userId)) ?? noSignature;
  const { text, html, picture: fresh } = await readSignature(work.desk, form, { ...stored, picture });
  await work.write(async (act) => {
    const before = (await findUserSignature(act.tx, userId)) ?? { ...noSignature, withGroup: false };
    await putUserSignature(act.tx, { userId, text, html, withGroup });
    await storePicture(act, { userId }, fresh);
    const changes = listChanges(
      { signature: before.text, signatureHtml: before.html, withGroup: before.withGroup },
      { signature: text, signatureHtml: html, withGroup },
      ['signatureHtml'],
    );
    if (changes.length > 0) act.record({ userId, kind: 'user.changed', data: { changes } });
    act.after(() => act.desk.log.info('signature saved', { user: userId }));
  });
}

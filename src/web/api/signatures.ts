import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { listGroupsOf } from '../../db/group-access.ts';
import { findSignaturePicture, findUserSignature, type SignatureOwner } from '../../db/signatures.ts';
import { getUser } from '../../db/users.ts';
import { noSignature } from '../../domain/signature.ts';
import { mostPictureBytes } from '../../domain/signature-limits.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idParams, listOf } from './fields.ts';

const text = z.string().openapi({ description: 'With variables, as `{{agent}}`.' });
const html = z.string().openapi({
  description: 'Its picture as `cid:`; empty where it would say no more than the text.',
});
const pictureName = z.string().nullable().openapi({ description: 'The name of its picture.' });
const Signature = z
  .object({ groupId: Id, group: z.string(), text, html, picture: pictureName })
  .openapi('Signature');
const OwnSignature = z
  .object({ userId: Id, text, html, picture: pictureName, withGroup: z.boolean() })
  .openapi('UserSignature');

/** What both kinds of signature are set by. */
export const signatureFields = {
  text,
  html: html.optional().openapi({
    description: 'Made harmless. Left out, the text is all; the text that goes out is made from it.',
  }),
  picture: z
    .strictObject({
      name: z.string().max(200),
      content: z.base64().openapi({ description: `PNG, JPEG or GIF of at most ${mostPictureBytes} bytes.` }),
    })
    .nullable()
    .optional()
    .openapi({ description: 'Stands at the end, or where the one before stood; null takes that away.' }),
};
const UserSignatureText = z
  .strictObject({
    ...signatureFields,
    withGroup: z.boolean().optional().openapi({ description: 'The group’s follows below.' }),
  })
  .openapi('UserSignatureText');

/** What stands below messages: of groups, and of persons. */
export function addSignatureEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addGroupSignatures(api, web);
  addUserSignatures(api, web);
}

/** @returns the picture as a command takes it */
export function readPictureField(picture: { name: string; content: string } | null | undefined): {
  readonly picture?: { readonly name: string; readonly bytes: Uint8Array };
  readonly dropsPicture?: true;
} {
  if (picture === undefined) return {};
  if (picture === null) return { dropsPicture: true };
  return { picture: { name: picture.name, bytes: new Uint8Array(Buffer.from(picture.content, 'base64')) } };
}

function addGroupSignatures(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/signatures',
      tag: 'Groups',
      scope: 'settings',
      summary: 'List the signatures of the groups',
      answer: listOf('Signature', Signature),
    },
    async ({ caller }) => {
      const groups = await listGroupsOf(web.read, caller.viewer, 'read');
      const items = await Promise.all(
        groups.map(async ({ id, name, signature, signatureHtml }) => ({
          groupId: id,
          group: name,
          text: signature,
          html: signatureHtml,
          picture: await findPictureName(web, { groupId: id }),
        })),
      );
      return { items, next: null };
    },
  );
}

function addUserSignatures(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  const common = {
    tag: 'Users',
    scope: 'settings',
    path: '/users/{id}/signature',
    params: idParams,
  } as const;
  addEndpoint(
    api,
    web,
    { ...common, method: 'get', answer: OwnSignature, summary: 'Show the signature of a user' },
    ({ params }) => loadUserSignature(web, params.id),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'put',
      body: UserSignatureText,
      answer: OwnSignature,
      summary: 'Set the signature of a user; an empty one takes it away',
      named: { signature: 'text', signatureHtml: 'html', signaturePicture: 'picture' },
    },
    async ({ caller, params, body }) => {
      const { picture, withGroup = false, ...words } = body;
      const given = { userId: params.id, ...words, ...readPictureField(picture), withGroup };
      await caller.door.call('saveSignatureOf', given);
      return loadUserSignature(web, params.id);
    },
  );
}

async function loadUserSignature(web: WebContext, userId: number): Promise<z.output<typeof OwnSignature>> {
  await getUser(web.read, userId);
  const { text, html, withGroup } = (await findUserSignature(web.read, userId)) ?? {
    ...noSignature,
    withGroup: false,
  };
  return { userId, text, html, picture: await findPictureName(web, { userId }), withGroup };
}

async function findPictureName(web: WebContext, owner: SignatureOwner): Promise<string | null> {
  return (await findSignaturePicture(web.read, owner))?.name ?? null;
}

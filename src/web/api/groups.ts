import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Group as GroupRow, getGroup } from '../../db/groups.ts';
import { customerLanguages } from '../../domain/customer-language.ts';
import { bounceRules, followUps } from '../../domain/group-settings.ts';
import { nameFormats } from '../../domain/sender-name.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idParams } from './fields.ts';
import { readPictureField, signatureFields } from './signatures.ts';

const fields = {
  name: z.string().openapi({ description: 'Up to 80 characters.' }),
  isActive: z.boolean().openapi({ description: 'Whether it can be chosen as a destination.' }),
  emailAddressId: Id.nullable().openapi({ description: 'What it sends from.' }),
  signature: z.string().openapi({ description: 'With variables, as `{{agent}}`.' }),
  signatureHtml: z.string().openapi({ description: 'Its looks; empty where the text is all.' }),
  followUp: z.enum(followUps).openapi({ description: 'What a mail for a closed ticket does.' }),
  onBounce: z.enum(bounceRules),
  language: z.enum(customerLanguages),
  timeZone: z.string().openapi({ example: 'Europe/Berlin' }),
  nameFormat: z.enum(nameFormats),
  autoReply: z.boolean(),
  autoReplySubject: z.string(),
  autoReplyText: z.string(),
};

const GroupDetails = z.object({ id: Id, ...fields }).openapi('GroupDetails');
const GroupChanges = z.strictObject(fields).partial().openapi('GroupChanges');
const NewGroup = z
  .strictObject({ ...GroupChanges.shape, name: fields.name })
  .openapi('NewGroup', { description: 'What is left out has its usual value.' });
const SignatureText = z.strictObject(signatureFields).openapi('SignatureText');

const common = { tag: 'Groups', scope: 'settings' } as const;

/** Groups with all that is set for them. */
export function addGroupEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'get',
      path: '/groups/{id}',
      params: idParams,
      answer: GroupDetails,
      summary: 'Show a group with its settings',
    },
    async ({ params }) => toDetails(await getGroup(web.read, params.id)),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/groups',
      body: NewGroup,
      answer: GroupDetails,
      status: 201,
      summary: 'Add a group',
    },
    ({ caller, body }) => save(web, caller, { followUp: 'reopen', ...body }),
  );
  addGroupChanges(api, web);
  addGroupSignature(api, web);
}

function addGroupChanges(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'patch',
      path: '/groups/{id}',
      params: idParams,
      body: GroupChanges,
      answer: GroupDetails,
      summary: 'Change a group; what is left out stays',
    },
    ({ caller, params, body }) => save(web, caller, body, { groupId: params.id }),
  );
}

function addGroupSignature(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'put',
      path: '/signatures/{id}',
      params: idParams,
      body: SignatureText,
      answer: GroupDetails,
      summary: 'Set the signature of a group',
      named: { signature: 'text', signatureHtml: 'html', signaturePicture: 'picture' },
    },
    async ({ caller, params, body }) => {
      const { text: signature, html: signatureHtml, picture: given } = body;
      const { picture: signaturePicture, dropsPicture } = readPictureField(given);
      const whose = { groupId: params.id, signaturePicture, dropsPicture };
      return save(web, caller, { signature, signatureHtml }, whose);
    },
  );
}

type Details = z.output<typeof GroupDetails>;

interface Whose {
  /** Left out for a new one. */
  readonly groupId?: number;
  readonly signaturePicture?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  readonly dropsPicture?: boolean | undefined;
}

/** What is left out stays. */
async function save(
  web: WebContext,
  { door }: Caller,
  { emailAddressId, autoReply, ...given }: z.output<typeof GroupChanges>,
  whose: Whose = {},
): Promise<Details> {
  const { id } = await door.call('saveGroup', {
    ...given,
    ...whose,
    access: {},
    emailAddressId: emailAddressId === undefined ? undefined : String(emailAddressId ?? ''),
    autoReply: autoReply === undefined ? undefined : autoReply ? 'on' : 'off',
  });
  return toDetails(await getGroup(web.read, id));
}

function toDetails(row: GroupRow): Details {
  const { id, name, isActive, emailAddressId, signature, followUp, onBounce, language, timeZone } = row;
  const { signatureHtml } = row;
  const { nameFormat, autoReply, autoReplySubject, autoReplyText } = row;
  return {
    id,
    name,
    isActive,
    emailAddressId,
    signature,
    signatureHtml,
    followUp,
    onBounce,
    language,
    timeZone,
    nameFormat,
    autoReply,
    autoReplySubject,
    autoReplyText,
  };
}

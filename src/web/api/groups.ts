import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Group as GroupRow, getGroup } from '../../db/groups.ts';
import { customerLanguages } from '../../domain/customer-language.ts';
import { bounceRules, followUps } from '../../domain/group-settings.ts';
import { nameFormats } from '../../domain/sender-name.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { changeBy, Id, idParams } from './fields.ts';
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
    ({ caller, body }) =>
      save(web, caller, changeBy({ ...usual, name: body.name }, body), { html: body.signatureHtml }),
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
    async ({ caller, params, body }) => {
      const before = await getGroup(web.read, params.id);
      const { signature, signatureHtml: html } = body;
      // Looks that were set count before the text that there was.
      const text = html === undefined || signature !== undefined ? {} : { signature: '' };
      return save(web, caller, { ...changeBy(toDetails(before), body), ...text }, { html });
    },
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
    },
    async ({ caller, params, body }) => {
      const before = await getGroup(web.read, params.id);
      const { text: signature, html, picture } = body;
      const given = { ...toDetails(before), signature };
      return save(web, caller, given, { html, ...readPictureField(picture) });
    },
  );
}

type Details = z.output<typeof GroupDetails>;

const usual: Omit<Details, 'id' | 'name'> = {
  isActive: true,
  emailAddressId: null,
  signature: '',
  signatureHtml: '',
  followUp: 'reopen',
  onBounce: 'reopen',
  language: 'en',
  timeZone: 'UTC',
  nameFormat: 'group',
  autoReply: false,
  autoReplySubject: '',
  autoReplyText: '',
};

/** What a signature has beside its text; html left out: the text is all that was changed. */
interface Looks {
  readonly html: string | undefined;
  readonly picture?: { readonly name: string; readonly bytes: Uint8Array };
  readonly dropsPicture?: boolean;
}

async function save(
  web: WebContext,
  { door }: Caller,
  given: Omit<Details, 'id' | 'signatureHtml'> & { readonly id?: number; readonly signatureHtml?: string },
  { html, picture, dropsPicture }: Looks,
): Promise<Details> {
  const { id, isActive, emailAddressId, autoReply, signatureHtml: _, ...texts } = given;
  const saved = await door.call('saveGroup', {
    ...texts,
    groupId: id,
    access: {},
    signatureHtml: html,
    signaturePicture: picture,
    dropsPicture,
    emailAddressId: emailAddressId === null ? '' : String(emailAddressId),
    autoReply: autoReply ? 'on' : 'off',
  });
  const row = await getGroup(web.read, saved.id);
  if (row.isActive === isActive) return toDetails(row);
  await door.call('setGroupActive', { groupId: row.id, isActive });
  return toDetails(await getGroup(web.read, row.id));
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

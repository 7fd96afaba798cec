import { GroupPage, type GroupPageProps } from '../../../views/groups/group-page.tsx';
import { GroupListPage } from '../../../views/groups/list-page.tsx';
import type { AccessChoice } from '../../../views/users/access-table.tsx';
import { t } from '../../../views/words.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { listAccessOfGroup } from '../../db/group-access.ts';
import { listChannelsOfGroup, listGroupOverview } from '../../db/group-list.ts';
import { type Group, getGroup } from '../../db/groups.ts';
import { loadMailSettings } from '../../db/mail-settings.ts';
import { listUsers } from '../../db/users.ts';
import { readAccess } from '../../domain/access.ts';
import { fillAutoReply } from '../../domain/auto-reply-text.ts';
import { autoReplyWords, dropOwnWords } from '../../domain/auto-reply-words.ts';
import { customerLanguages } from '../../domain/customer-language.ts';
import { addTag } from '../../domain/subject.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { readSignatureForm, showSignature } from '../signature-form.ts';

export function showGroups(web: WebContext) {
  return async (c: WebRequest) => {
    const rows = await listGroupOverview(web.read);
    return renderPage(c, { title: t('Groups'), active: 'settings' }, <GroupListPage rows={rows} />);
  };
}

export function showNewGroup(web: WebContext) {
  return async (c: WebRequest) => render(web, c, undefined, {});
}

export function showGroup(web: WebContext) {
  return async (c: WebRequest) => render(web, c, await getGroup(web.read, readPathId(c)), {});
}

export function createGroup(web: WebContext) {
  return async (c: WebRequest) => save(web, c, undefined);
}

export function updateGroup(web: WebContext) {
  return async (c: WebRequest) => save(web, c, await getGroup(web.read, readPathId(c)));
}

export function switchGroup(web: WebContext, isActive: boolean) {
  return async (c: WebRequest) => {
    const groupId = readPathId(c);
    await web.desk.as(actorOf(c)).call('setGroupActive', { groupId, isActive });
    const notice = isActive ? t('The group is active again.') : t('The group is inactive now.');
    return redirectTo(c, `/settings/groups/${groupId}`, { notice });
  };
}

async function save(web: WebContext, c: WebRequest, group: Group | undefined): Promise<Response> {
  const form = await readFields(c);
  const values = {
    name: form.text('name'),
    emailAddressId: form.text('emailAddressId'),
    signature: form.text('signature'),
    signatureHtml: form.text('signatureHtml'),
    followUp: form.text('followUp'),
    onBounce: form.text('onBounce'),
    language: form.text('language'),
    timeZone: form.text('timeZone'),
    nameFormat: form.text('nameFormat'),
    autoReply: form.text('autoReply'),
    autoReplySubject: form.text('autoReplySubject'),
    autoReplyText: form.text('autoReplyText'),
  };
  const access = form.access();
  const signing = await readSignatureForm(c);
  if (form.text('do') === 'preview') return render(web, c, group, { values, access, isPreviewed: true });
  try {
    await web.desk.as(actorOf(c)).call('saveGroup', {
      groupId: group?.id,
      ...values,
      signatureHtml: signing.html,
      ...(signing.picture === undefined ? {} : { signaturePicture: signing.picture }),
      dropsPicture: signing.dropsPicture,
      access,
    });
  } catch (error) {
    return render(web, c, group, { values, access, fields: fieldsOf(error) });
  }
  return redirectTo(c, '/settings/groups', { notice: t('The group is saved.') });
}

interface Typed {
  readonly values?: GroupPageProps['values'];
  readonly access?: Readonly<Record<string, string>>;
  readonly fields?: GroupPageProps['fields'];
  readonly isPreviewed?: boolean;
}

async function render(web: WebContext, c: WebRequest, group: Group | undefined, typed: Typed) {
  const values = typed.values ?? toValues(group);
  const signature = { text: values.signature, html: values.signatureHtml };
  const owner = group === undefined ? undefined : { groupId: group.id };
  const page = (
    <GroupPage
      csrf={c.get('csrf')}
      group={group}
      values={values}
      signature={await showSignature(web, owner, signature)}
      preview={previewAutoReply(values, (await loadMailSettings(web.read)).hook)}
      isPreviewed={typed.isPreviewed === true}
      fields={typed.fields ?? {}}
      addresses={await listAllEmailAddresses(web.read)}
      agents={await listChoices(web, group, typed.access ?? {})}
      channels={group === undefined ? [] : await listChannelsOfGroup(web.read, group.id)}
    />
  );
  const status = typed.fields === undefined ? 200 : 422;
  return renderPage(c, { title: group?.name ?? t('New group'), active: 'settings', status }, page);
}

function toValues(group: Group | undefined): GroupPageProps['values'] {
  return {
    name: group?.name ?? '',
    emailAddressId: String(group?.emailAddressId ?? ''),
    signature: group?.signature ?? '',
    signatureHtml: group?.signatureHtml ?? '',
    followUp: group?.followUp ?? 'reopen',
    onBounce: group?.onBounce ?? 'reopen',
    language: group?.language ?? 'en',
    timeZone: group?.timeZone ?? 'UTC',
    nameFormat: group?.nameFormat ?? 'group',
    autoReply: group?.autoReply === true ? 'on' : '',
    autoReplySubject: group?.autoReplySubject || autoReplyWords[group?.language ?? 'en'].subject,
    autoReplyText: group?.autoReplyText || autoReplyWords[group?.language ?? 'en'].text,
  };
}

function previewAutoReply(values: GroupPageProps['values'], hook: string): GroupPageProps['preview'] {
  const template = {
    subject: dropOwnWords('subject', values.autoReplySubject),
    text: dropOwnWords('text', values.autoReplyText),
  };
  const language = customerLanguages.find((each) => each === values.language);
  const filled = fillAutoReply(template, { ...sample, group: values.name }, language);
  return { ...filled, subject: addTag(filled.subject, sample.ticket, { hook }) };
}

const sample = {
  ticket: 10_023,
  subject: 'Where is my order?',
  customer: { name: 'Carla Customer', email: 'carla@customer.example' },
} as const;

/** Nobody sees a new group until an admin says so: what lands there may be meant for few. */
async function listChoices(
  web: WebContext,
  group: Group | undefined,
  typed: Readonly<Record<string, string>>,
): Promise<AccessChoice[]> {
  const stored = group === undefined ? [] : await listAccessOfGroup(web.read, group.id);
  const users = await listUsers(web.read);
  return users
    .filter((user) => user.role === 'agent' && user.isActive)
    .map(({ id, name, email }) => {
      const level = stored.find(({ userId }) => userId === id)?.level ?? 'none';
      return { id, label: name, note: email, access: readAccess(typed[String(id)]) ?? level };
    });
}

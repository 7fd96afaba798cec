import { randomUUID } from 'node:crypto';
import { NewTicketPage, type NewTicketValues } from '../../../views/tickets/new-page.tsx';
import { t } from '../../../views/words.ts';
import { findDraft } from '../../db/drafts.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import type { Group } from '../../db/groups.ts';
import { findSender, listSenders } from '../../db/senders.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { loadFirstSignature } from '../../db/template-values.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { formatAddress } from '../../domain/address-list.ts';
import { type DraftFields, type DraftPlace, holdsWriting, listUnticked } from '../../domain/draft.ts';
import { type Signature, signAsHtml, startText } from '../../domain/signature.ts';
import { isSettableState } from '../../domain/ticket.ts';
import { AppError, toAppError } from '../../errors.ts';
import { listCannedChoices } from '../canned-answers/canned-choices.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { assertGroup } from '../groups/group-choice.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';
import { readSendAt } from '../send-later.ts';
import { type ComposeForm, keepFiles, readComposeForm, whereOf } from './compose-form.ts';
import { listFileChoices, showDraftHtml } from './file-choices.ts';

/** What was typed, and what is wrong with it. */
interface Typed {
  readonly fields: DraftFields;
  readonly errors: Readonly<Record<string, string>>;
}

/** GET /tickets/new?to=: the form of a mail that opens a ticket, as the draft has it. */
export function showNewTicket(web: WebContext) {
  return async (c: WebRequest) => render(web, c);
}

/** POST /tickets: sends the first message of a ticket; sent twice, the same form opens one. */
export function createTicket(web: WebContext) {
  return async (c: WebRequest) => {
    const user = c.get('user');
    const form = await readComposeForm(c);
    const groupId = findNumber(form.text('group')) ?? 0;
    await assertGroup(web, c, groupId);
    const place = { userId: user.id, ticketId: null, kind: 'new' } as const;
    try {
      const attach = await keepFiles(web, c, place, form);
      const { number, articleId } = await web.desk
        .as(actorOf(c))
        .call('openByMail', { ...toFirstMail(form, attach), groupId, sendAt: readSendAt(c, form) });
      return redirectTo(c, `/tickets/${number}#article-${articleId}`);
    } catch (error) {
      return showAgain(web, c, place, { error, form });
    }
  };
}

function toFirstMail({ text, fields }: ComposeForm, attach: readonly string[]) {
  const state = text('state');
  return {
    key: text('key'),
    to: text('to'),
    cc: text('cc'),
    bcc: text('bcc'),
    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    attach,
    form: fields,
    fromId: findNumber(text('from')),
    nextState: isSettableState(state) ? state : 'open',
    isSilent: text('silent') === 'on',
  } as const;
}

/** @throws the error again when it is a fault of ours */
async function showAgain(
  web: WebContext,
  c: WebRequest,
  place: DraftPlace,
  { error, form }: { error: unknown; form: ComposeForm },
) {
  const { code, fields: errors, message } = toAppError(error);
  if (code === 'internal') throw error;
  // The next press of the button is another message.
  const key = code === 'conflict' ? randomUUID() : form.text('key');
  const fields = { ...form.fields, key };
  // The editor gets its text back from the draft, where it is sanitized.
  const saved =
    code === 'invalid' || code === 'conflict'
      ? await web.desk.as(actorOf(c)).call('saveDraft', { ...whereOf(place), fields })
      : undefined;
  // What another window has written there is none of this form.
  const isOwn = saved === undefined || saved.kind === 'saved';
  const html = isOwn ? ((await findDraft(web.read, place))?.fields.html ?? '') : '';
  return render(web, c, { fields: { ...fields, html }, errors: errors ?? { form: message } });
}

async function render(web: WebContext, c: WebRequest, typed?: Typed) {
  const user = c.get('user');
  const all = await listGroupsOf(web.read, viewerOf(user), 'answer');
  const groups = all.filter(({ isActive }) => isActive);
  const draft = await findDraft(web.read, { userId: user.id, ticketId: null, kind: 'new' });
  const asked = readAsked(c);
  const isForOther = typed === undefined && isBegunForOther(draft?.fields, asked);
  const kept = typed?.fields ?? { ...draft?.fields, ...(isForOther ? {} : asked) };
  const group = await chooseGroup(web, groups, kept.group);
  const signature = await loadFirstSignature(web.read, group.id, user);
  const values = fillIn(group, kept, signature);
  const senders = await listSenders(web.read, { groupId: group.id, channelId: null }, user.name);
  const files = await listFileChoices(web, draft?.id, { unticked: listUnticked(kept) });
  const isFound = files.length > 0 || holdsWriting(draft?.fields ?? {}, signature);
  const page = (
    <NewTicketPage
      csrf={c.get('csrf')}
      groups={groups}
      senders={senders.map((sender) => ({ id: sender.id, label: formatAddress(sender) }))}
      values={{ ...values, html: await showDraftHtml(web, viewerOf(user), draft?.id, values.html) }}
      basis={draft?.fields.version ?? ''}
      files={files}
      mostMegabytes={(await loadSendingSettings(web.read)).mostMegabytes}
      canned={await listCannedChoices(web, group.id)}
      hasDraft={typed === undefined && isFound}
      waits={isForOther ? asked.to : undefined}
      errors={typed?.errors ?? {}}
      isAdmin={user.role === 'admin'}
    />
  );
  const status = typed === undefined ? 200 : 422;
  return renderPage(c, { title: t('New ticket'), active: 'tickets', status }, page);
}

/** Whom a link from a customer's page asks for. */
function readAsked(c: WebRequest): DraftFields {
  const to = c.req.query('to');
  return to === undefined ? {} : { to: to.slice(0, 500) };
}

/** What was written to one customer must not go to another one because of a link. */
function isBegunForOther(begun: DraftFields | undefined, { to }: DraftFields): boolean {
  const earlier = begun?.to?.trim() ?? '';
  return to !== undefined && earlier !== '' && earlier !== to.trim();
}

/** The one that was wanted, else the first that can send. @throws AppError forbidden for whoever may answer nowhere */
async function chooseGroup(
  web: WebContext,
  groups: readonly Group[],
  wanted: string | undefined,
): Promise<Group> {
  const group = groups.find(({ id }) => String(id) === wanted);
  if (group !== undefined) return group;
  for (const each of groups) {
    if ((await findSender(web.read, { groupId: each.id, channelId: null })) !== undefined) return each;
  }
  const [first] = groups;
  if (first !== undefined) return first;
  throw new AppError(
    'forbidden',
    'You can answer in no group. An admin can change that under Settings, Users.',
  );
}

function fillIn(group: Group, kept: DraftFields, signature: Signature): NewTicketValues {
  const text = kept.text ?? startText(signature);
  return {
    key: kept.key ?? randomUUID(),
    group: String(group.id),
    from: kept.from ?? '',
    to: kept.to ?? '',
    cc: kept.cc ?? '',
    bcc: kept.bcc ?? '',
    sendAt: kept.sendAt ?? '',
    subject: kept.subject ?? '',
    text,
    html: kept.html || signAsHtml(text, signature),
    nextState: kept.state ?? 'waiting',
  };
}

import { randomUUID } from 'node:crypto';
import type { ComposerProps, NoteValues, ReplyValues } from '../../../views/tickets/composer.tsx';
import { type Article, findArticleToAnswer } from '../../db/article-read.ts';
import { findDraft } from '../../db/drafts.ts';
import { listUsersOfGroup } from '../../db/group-access.ts';
import { getGroup } from '../../db/groups.ts';
import { listSenders } from '../../db/senders.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { loadSignature } from '../../db/template-values.ts';
import { type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { listOwnAddresses } from '../../db/ticket-page.ts';
import { formatAddress, formatAddressList } from '../../domain/address-list.ts';
import type { CustomerStyle } from '../../domain/customer-language.ts';
import { type DraftFields, holdsWriting, listUnticked } from '../../domain/draft.ts';
import type { Address } from '../../domain/message.ts';
import { describeForward, quoteMail } from '../../domain/reply.ts';
import { noSignature, type Signature, signAsHtml, startText } from '../../domain/signature.ts';
import { listCannedChoices } from '../canned-answers/canned-choices.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { findNumber } from '../path-id.ts';
import { listFileChoices, showDraftHtml } from './file-choices.ts';
import { loadNews } from './news.ts';
import { describeSuggestion, suggest } from './suggest-recipients.ts';

/** What a person typed, and what is wrong with it. */
export interface ComposerDraft {
  readonly open: 'reply' | 'note';
  readonly reply?: ReplyValues;
  readonly note?: NoteValues;
  /** The newest article that the reply has seen, as its form says. */
  readonly seen?: string;
  /** The files that were not ticked. */
  readonly unticked: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
  /** It was refused for what is there meanwhile, which the page shows now. */
  readonly isConflict: boolean;
}

/** What the address of the page asks for. */
interface Asked {
  readonly mode: 'reply' | 'forward';
  readonly article: number | undefined;
  readonly onlySender: boolean;
  /** The list that the mail came through is to get the answer too. */
  readonly withList: boolean;
  readonly isAsked: boolean;
}

/**
 * Fills the form for an answer to the newest mail, to the one asked for, as the draft has it, or as it was typed.
 * @param newest the newest article that the page shows
 */
export async function loadComposer(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  newest: Promise<number>,
  typed?: ComposerDraft,
): Promise<ComposerProps> {
  const asked = readAsked(c);
  const { base, kept, mode, mail, suggestion, senders, meanwhile } = await loadAnswer(web, c, ticket, {
    asked,
    newest,
    typed,
  });
  const { drafts } = base;
  const fresh = startReply(mail, mode, suggestion, base.signature);
  const reply = typed?.reply ?? continueReply(fresh, kept, asked.isAsked);
  const written = reply.html || signAsHtml(reply.text, base.signature);
  const [html, files] = await Promise.all([
    showDraftHtml(web, viewerOf(c.get('user')), drafts.reply?.id, written),
    listFiles(web, drafts, { forwarded: mode === 'forward' ? mail?.id : undefined, typed }),
  ]);
  return {
    number: ticket.number,
    csrf: c.get('csrf'),
    ...meanwhile,
    senders: senders.map((sender) => ({ id: sender.id, label: formatAddress(sender) })),
    ...describeSuggestion(ticket, suggestion, hasSameRecipients(reply, fresh)),
    quote: describeBelow(mail, mode, base.group),
    reply: { ...reply, html },
    note: typed?.note ?? startNote(drafts.note?.fields),
    files,
    canned: base.canned,
    people: base.people,
    mostMegabytes: base.sending.mostMegabytes,
    ...describeForms(drafts, asked.isAsked, typed),
    hasDraft: findDrafts(drafts, files, base.signature, typed),
  };
}

/** Of a draft, and of what was typed, the fields say themselves whom they go to. */
function hasSameRecipients(one: ReplyValues, other: ReplyValues): boolean {
  return one.to === other.to && one.cc === other.cc;
}

function findDrafts(drafts: Drafts, files: Files, signature: Signature, typed: ComposerDraft | undefined) {
  return {
    reply: typed?.open !== 'reply' && isFound(drafts.reply, files.reply, signature),
    note: typed?.open !== 'note' && isFound(drafts.note, files.note, noSignature),
  };
}

/** A form that was sent and refused is kept as a draft as well, whatever it holds. */
function isFound(
  draft: Drafts['reply'],
  files: readonly { readonly value: string }[],
  signature: Signature,
): boolean {
  const hasFile = files.some(({ value }) => value.startsWith('d'));
  return draft !== undefined && (hasFile || holdsWriting(draft.fields, signature));
}

interface Form {
  readonly asked: Asked;
  readonly newest: Promise<number>;
  readonly typed: ComposerDraft | undefined;
}

/** Which mail is answered or forwarded, to whom, and what else the form needs: in two rounds of reads, three for an older mail. */
async function loadAnswer(web: WebContext, c: WebRequest, ticket: Ticket, { asked, newest, typed }: Form) {
  const { id: userId, name } = c.get('user');
  const first = findNumber(String(typed?.reply?.answers ?? asked.article));
  const askedSenders = listSenders(web.read, ticket, name);
  // Waited for below; its failure is seen there.
  askedSenders.catch(() => undefined);
  const base = await loadBase(web, userId, ticket, first);
  const kept = base.drafts.reply?.fields ?? {};
  const { mode, article } = chooseAnswered(asked, kept, typed?.reply);
  const mail = article === first ? base.likely : await findArticleToAnswer(web.read, ticket.id, article);
  const [suggestion, senders, meanwhile] = await Promise.all([
    suggest(web, ticket, mode === 'forward' ? undefined : mail, asked, base.own),
    askedSenders,
    loadMeanwhile(web, c, ticket, { newest: await newest, kept: kept.seen, typed }),
  ]);
  return { base, kept, mode, mail, suggestion, senders, meanwhile };
}

/** What the form needs whatever is answered; read side by side. */
async function loadBase(web: WebContext, userId: number, ticket: Ticket, article: number | undefined) {
  const { read } = web;
  const [likely, own, reply, note, signature, group, canned, sending, people] = await Promise.all([
    findArticleToAnswer(read, ticket.id, article),
    listOwnAddresses(read),
    findDraft(read, { userId, ticketId: ticket.id, kind: 'reply' }),
    findDraft(read, { userId, ticketId: ticket.id, kind: 'note' }),
    loadSignature(read, ticket, userId),
    getGroup(read, ticket.groupId),
    listCannedChoices(web, ticket.groupId),
    loadSendingSettings(read),
    listColleagues(web, ticket, userId),
  ]);
  return { likely, own, drafts: { reply, note }, signature, group, canned, sending, people };
}

/** Whom a note can name. */
async function listColleagues(web: WebContext, { groupId }: Ticket, userId: number): Promise<string[]> {
  const people = await listUsersOfGroup(web.read, groupId, 'read');
  return people.filter(({ id }) => id !== userId).map(({ name }) => name);
}

type Drafts = Awaited<ReturnType<typeof loadBase>>['drafts'];
type Files = Awaited<ReturnType<typeof listFiles>>;

/** What was typed counts before what the address asks for, and that before the draft. */
function chooseAnswered(asked: Asked, kept: DraftFields, typed: ReplyValues | undefined) {
  const ofDraft = kept.mode === 'forward' ? 'forward' : 'reply';
  const article = typed?.answers ?? (asked.isAsked ? asked.article : kept.answers);
  return {
    mode: typed?.mode ?? (asked.isAsked ? asked.mode : ofDraft),
    article: findNumber(String(article)),
  } as const;
}

interface FilesAsked {
  /** The mail that is passed on with its files. */
  readonly forwarded: number | undefined;
  readonly typed: ComposerDraft | undefined;
}

async function listFiles(web: WebContext, { reply, note }: Drafts, { forwarded, typed }: FilesAsked) {
  const untickedIn = (open: ComposerDraft['open'], kept: DraftFields | undefined) =>
    typed?.open === open ? typed.unticked : listUnticked(kept ?? {});
  const [ofReply, ofNote] = await Promise.all([
    listFileChoices(web, reply?.id, { forwarded, unticked: untickedIn('reply', reply?.fields) }),
    listFileChoices(web, note?.id, { unticked: untickedIn('note', note?.fields) }),
  ]);
  return { reply: ofReply, note: ofNote };
}

/** Which of the two forms is open, and what the page says about them. */
function describeForms(drafts: Drafts, isAsked: boolean, typed: ComposerDraft | undefined) {
  return {
    open: typed?.open ?? chooseOpen(drafts, isAsked),
    errors: typed?.errors ?? {},
    hasFocus: typed !== undefined || isAsked,
  };
}

/** What has come since the form was opened, and what it is taken to have seen when it comes again. */
async function loadMeanwhile(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  form: { newest: number; kept: string | undefined; typed: ComposerDraft | undefined },
) {
  const { newest, kept, typed } = form;
  const news = await loadNews(web, c, ticket, readSeen(typed?.seen ?? kept) ?? newest);
  return {
    news,
    isAsked: typed?.isConflict === true && news.items.length > 0,
    seen: typed?.seen !== undefined && !typed.isConflict ? typed.seen : String(newest),
  };
}

/** @returns the newest article that a form has seen; undefined for a form that does not say */
export function readSeen(text: string | undefined): number | undefined {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined;
}

function startNote(kept: DraftFields = {}): NoteValues {
  return { key: kept.key ?? randomUUID(), basis: kept.version ?? '', text: kept.text ?? '' };
}

function readAsked(c: WebRequest): Asked {
  const forward = c.req.query('forward');
  const answer = c.req.query('answer');
  return {
    mode: forward === undefined ? 'reply' : 'forward',
    article: findNumber(forward ?? answer),
    onlySender: c.req.query('to') === 'sender',
    withList: c.req.query('with') === 'list',
    isAsked: forward !== undefined || answer !== undefined,
  };
}

function chooseOpen(drafts: Drafts, isAsked: boolean): 'reply' | 'note' {
  return drafts.note !== undefined && drafts.reply === undefined && !isAsked ? 'note' : 'reply';
}

function startReply(
  mail: Article | undefined,
  mode: 'reply' | 'forward',
  { to, cc }: { readonly to: readonly Address[]; readonly cc: readonly Address[] },
  signature: Signature,
): ReplyValues {
  return {
    mode,
    answers: String(mail?.id ?? ''),
    key: randomUUID(),
    basis: '',
    from: '',
    to: formatAddressList(to),
    cc: formatAddressList(cc),
    bcc: '',
    sendAt: '',
    text: startText(signature),
    html: '',
    isQuoting: true,
    nextState: mode === 'forward' ? 'open' : 'waiting',
  };
}

/** @param isAsked whom it goes to was asked for anew; what was written stays */
function continueReply(fresh: ReplyValues, kept: DraftFields, isAsked: boolean): ReplyValues {
  if (kept.key === undefined) return fresh;
  const text = {
    key: kept.key,
    basis: kept.version ?? '',
    text: kept.text ?? fresh.text,
    html: kept.html ?? '',
    from: kept.from ?? '',
  };
  if (isAsked) return { ...fresh, ...text };
  return {
    ...fresh,
    ...text,
    to: kept.to ?? fresh.to,
    cc: kept.cc ?? fresh.cc,
    bcc: kept.bcc ?? '',
    sendAt: kept.sendAt ?? '',
    isQuoting: kept.quote === 'on',
    nextState: kept.state ?? fresh.nextState,
  };
}

function describeBelow(
  mail: Article | undefined,
  mode: 'reply' | 'forward',
  style: CustomerStyle,
): string | undefined {
  if (mail === undefined) return undefined;
  if (mode === 'reply') return quoteMail(mail, style);
  const { introduction, text } = describeForward(mail, style);
  return `${introduction}\n\n${text}`;
}

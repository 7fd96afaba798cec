import { randomUUID } from 'node:crypto';
import { describeProblem } from '../../../views/facts/delivery-words.ts';
import type { ComposerProps, NoteValues, ReplyValues } from '../../../views/tickets/composer.tsx';
import { type Article, findArticleToAnswer } from '../../db/article-read.ts';
import { listUndeliverable } from '../../db/bounces.ts';
import { findDraft } from '../../db/drafts.ts';
import { getGroup } from '../../db/groups.ts';
import { listSenders } from '../../db/senders.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { loadSignature } from '../../db/template-values.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { findCustomerEmail, listOwnAddresses } from '../../db/ticket-page.ts';
import { isSameAddress } from '../../domain/address.ts';
import { formatAddress, formatAddressList } from '../../domain/address-list.ts';
import type { CustomerStyle } from '../../domain/customer-language.ts';
import type { DraftFields } from '../../domain/draft.ts';
import type { Address } from '../../domain/message.ts';
import {
  describeForward,
  quoteMail,
  type SuggestedRecipients,
  suggestRecipients,
} from '../../domain/reply.ts';
import { startText } from '../../domain/signature.ts';
import { listCannedChoices } from '../canned-answers/canned-choices.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { listFileChoices, showDraftHtml } from './file-choices.ts';
import { loadNews } from './news.ts';

/** What a person typed, and what is wrong with it. */
export interface ComposerDraft {
  readonly open: 'reply' | 'note';
  readonly reply?: ReplyValues;
  readonly note?: NoteValues;
  /** The newest article that the reply has seen, as its form says. */
  readonly seen?: string;
  /** The files that were ticked. */
  readonly attach: readonly string[];
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
  const userId = c.get('user').id;
  const asked = readAsked(c);
  const first = Number(typed?.reply?.answers ?? asked.article) || undefined;
  const askedSenders = listSenders(web.read, ticket, c.get('user').name);
  // Waited for below; its failure is seen there.
  askedSenders.catch(() => undefined);
  const [likely, own, replyDraft, noteDraft, signature, group, canned, sending] = await Promise.all([
    findArticleToAnswer(web.read, ticket.id, first),
    listOwnAddresses(web.read),
    findDraft(web.read, { userId, ticketId: ticket.id, kind: 'reply' }),
    findDraft(web.read, { userId, ticketId: ticket.id, kind: 'note' }),
    loadSignature(web.read, ticket, userId),
    getGroup(web.read, ticket.groupId),
    listCannedChoices(web, ticket.groupId),
    loadSendingSettings(web.read),
  ]);
  const drafts = { reply: replyDraft, note: noteDraft };
  const kept = drafts.reply?.fields ?? {};
  const mode =
    typed?.reply?.mode ?? (asked.isAsked ? asked.mode : kept.mode === 'forward' ? 'forward' : 'reply');
  const wanted = typed?.reply?.answers ?? (asked.isAsked ? asked.article : kept.answers);
  const answered = Number(wanted) || undefined;
  const mail = answered === first ? likely : await findArticleToAnswer(web.read, ticket.id, answered);
  const [suggestion, senders, meanwhile] = await Promise.all([
    suggest(web, ticket, mode === 'forward' ? undefined : mail, asked, own),
    askedSenders,
    loadMeanwhile(web, c, ticket, { newest: await newest, kept: kept.seen, typed }),
  ]);
  const fresh = startReply(mail, mode, suggestion, signature);
  const reply = typed?.reply ?? continueReply(fresh, kept, asked.isAsked);
  const html = await showDraftHtml(web, drafts.reply?.id, reply.html);
  const ticked = typed?.attach ?? (asked.isAsked ? undefined : kept.attach?.split(' '));
  const forwarded = mode === 'forward' ? mail?.id : undefined;
  return {
    number: ticket.number,
    csrf: c.get('csrf'),
    ...meanwhile,
    senders: senders.map((sender) => ({ id: sender.id, label: formatAddress(sender) })),
    elsewhere: suggestion.elsewhere,
    list: describeList(ticket, mail, suggestion.offered),
    undeliverable: suggestion.undeliverable.map(sayWhy),
    quote: describeBelow(mail, mode, group),
    reply: { ...reply, html },
    note: typed?.note ?? startNote(drafts.note?.fields),
    files: {
      reply: await listFileChoices(web, drafts.reply?.id, { forwarded, ticked }),
      note: await listFileChoices(web, drafts.note?.id, { ticked: typed?.attach }),
    },
    hasDraft: { reply: drafts.reply !== undefined, note: drafts.note !== undefined },
    canned,
    mostMegabytes: sending.mostMegabytes,
    open: typed?.open ?? chooseOpen(drafts, asked.isAsked),
    errors: typed?.errors ?? {},
    hasFocus: typed !== undefined || asked.isAsked,
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

function sayWhy({ address, problem }: Awaited<ReturnType<typeof listUndeliverable>>[number]) {
  return { address, reason: describeProblem(problem) };
}

function startNote(kept: DraftFields = {}): NoteValues {
  return { key: kept.key ?? randomUUID(), text: kept.text ?? '' };
}

function readAsked(c: WebRequest): Asked {
  const forward = c.req.query('forward');
  const answer = c.req.query('answer');
  return {
    mode: forward === undefined ? 'reply' : 'forward',
    article: Number(forward ?? answer) || undefined,
    onlySender: c.req.query('to') === 'sender',
    withList: c.req.query('with') === 'list',
    isAsked: forward !== undefined || answer !== undefined,
  };
}

function chooseOpen(drafts: Readonly<Record<'reply' | 'note', unknown>>, isAsked: boolean): 'reply' | 'note' {
  return drafts.note !== undefined && drafts.reply === undefined && !isAsked ? 'note' : 'reply';
}

async function suggest(
  web: WebContext,
  ticket: Ticket,
  mail: Article | undefined,
  { onlySender, withList }: Asked,
  own: readonly string[],
) {
  if (mail === undefined) return { to: [], cc: [], elsewhere: undefined, offered: [], undeliverable: [] };
  const all: SuggestedRecipients = suggestRecipients(mail, own);
  const { to, elsewhere, offered } = all;
  const cc = [...(onlySender ? [] : all.cc), ...(withList ? offered : [])];
  const addresses = [...to, ...cc].map(({ address }) => address.toLowerCase());
  // The customer may be known by Reply-To already, as with the forms of a web shop.
  const isCustomer =
    elsewhere !== undefined && isSameAddress(elsewhere.address, await findCustomerEmail(web.read, ticket));
  return {
    to,
    cc,
    elsewhere: elsewhere === undefined || isCustomer ? undefined : formatAddress(elsewhere),
    offered: withList ? [] : offered,
    undeliverable: await listUndeliverable(web.read, addresses),
  };
}

function startReply(
  mail: Article | undefined,
  mode: 'reply' | 'forward',
  { to, cc }: { readonly to: readonly Address[]; readonly cc: readonly Address[] },
  signature: string,
): ReplyValues {
  return {
    mode,
    answers: String(mail?.id ?? ''),
    key: randomUUID(),
    from: '',
    to: formatList(to),
    cc: formatList(cc),
    text: startText(signature),
    html: '',
    isQuoting: true,
    nextState: mode === 'forward' ? 'open' : 'waiting',
  };
}

/** @param isAsked whom it goes to was asked for anew; what was written stays */
function continueReply(fresh: ReplyValues, kept: DraftFields, isAsked: boolean): ReplyValues {
  if (kept.key === undefined) return fresh;
  const text = { key: kept.key, text: kept.text ?? fresh.text, html: kept.html ?? '', from: kept.from ?? '' };
  if (isAsked) return { ...fresh, ...text };
  return {
    ...fresh,
    ...text,
    to: kept.to ?? fresh.to,
    cc: kept.cc ?? fresh.cc,
    isQuoting: kept.quote === 'on',
    nextState: kept.state ?? fresh.nextState,
  };
}

/** @returns the list that the mail came through, and where the form goes to it too */
function describeList(ticket: Ticket, mail: Article | undefined, offered: readonly Address[]) {
  if (mail === undefined || offered.length === 0) return undefined;
  return { name: formatList(offered), url: `/tickets/${ticket.number}?answer=${mail.id}&with=list#reply` };
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

function formatList(list: readonly Address[]): string {
  return formatAddressList(list);
}

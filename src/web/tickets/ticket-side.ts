import { describeProblem } from '../../../views/facts/delivery-words.ts';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { describeLinkReason } from '../../../views/facts/reason-words.ts';
import type { TicketSideProps } from '../../../views/tickets/side.tsx';
import { listUndeliverable } from '../../db/bounces.ts';
import { findNewestFact } from '../../db/facts.ts';
import { listGroupsOf, listUsersOfGroup } from '../../db/group-access.ts';
import { getTicketById, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { listFollowers } from '../../db/ticket-followers.ts';
import { findCustomerEmail, loadTicketSide, type TicketSide } from '../../db/ticket-page.ts';
import { type Access, allows } from '../../domain/access.ts';
import type { WebContext, WebRequest } from '../context.ts';

export async function loadSideProps(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  asked: Promise<Access>,
): Promise<TicketSideProps> {
  const user = c.get('user');
  const viewer = viewerOf(user);
  // Before all that it stands for, and beside what is asked anyway.
  const [access, seen] = await Promise.all([asked, findNewestFact(web.read)]);
  const [now, side, groups, agents, undeliverable, followers] = await Promise.all([
    getTicketById(web.read, ticket.id),
    loadTicketSide(web.read, viewer, ticket),
    listGroupsOf(web.read, viewer, 'read'),
    listUsersOfGroup(web.read, ticket.groupId, 'answer'),
    findCustomerEmail(web.read, ticket).then((email) => listUndeliverable(web.read, [email])),
    listFollowers(web.read, ticket.id),
  ]);
  const problem = undeliverable[0]?.problem;
  return {
    ...describeTicket(now),
    seen,
    userId: user.id,
    openedAt: new Date(side.openedAt),
    canAnswer: allows(access, 'answer'),
    canMove: allows(access, 'full'),
    group: side.group,
    owner: side.owner,
    groups: groups.filter((group) => group.isActive || group.id === ticket.groupId),
    agents,
    followers,
    customer: side.customer,
    undeliverable: problem === undefined ? undefined : describeProblem(problem),
    ...describePast(side),
    ...describeJoins(side),
    csrf: c.get('csrf'),
  };
}

function describePast({ others, links, merged, facts }: TicketSide) {
  // Each stands once: where it says most.
  const joined = new Set([...links, ...merged].map(({ number }) => number));
  return {
    others: others.filter(({ number }) => !joined.has(number)),
    links: links.map((link) => ({ ...link, reason: describeLinkReason(link.reason) })),
    history: facts.map((fact) => ({ at: fact.at, user: fact.actor.name, words: describeFact(fact) })),
  };
}

function describeJoins({ tags, waitsUntil, isMerged, merged }: TicketSide) {
  return { tags, waitsUntil, isMerged, merged };
}

function describeTicket({ id: ticketId, number, state, groupId, ownerId, priority }: Ticket) {
  return { ticketId, number, state, groupId, ownerId, priority };
}

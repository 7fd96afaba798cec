import type { TicketPriority, TicketState } from '../ticket.ts';
import type { AutoReplyRefusal } from './auto-reply-refusal.ts';
import type { DeliveryProblem } from './delivery-problem.ts';
import type { QuarantineReason } from './quarantine-reason.ts';
import type { ArticleReason, LinkReason } from './reason.ts';
import type { RuleFact } from './rule-fact.ts';
import type { FactsAbout, Named, Nothing, TicketRef } from './shape.ts';

/** Why a state changed by itself. */
const stateCauses = [
  'customer_wrote',
  'reopened_by_mail',
  /** A message of ours did not arrive. */
  'undelivered',
  'wait_ended',
  'sender_blocked',
  'answered',
  'merged',
] as const;
type StateCause = (typeof stateCauses)[number];

interface TicketSays {
  readonly 'ticket.opened': {
    readonly number: number;
    /** Absent where an older version did not keep it. */
    readonly state?: TicketState;
    /** `agent_mail`, `agent_note`: an agent opened it. `oversized`: to ask for a smaller message. */
    readonly by: 'mail' | 'archived_mail' | 'agent_mail' | 'agent_note' | 'split' | 'oversized';
    readonly because?: ArticleReason;
    /** Old mail: nobody is told of it. */
    readonly isQuiet?: true;
  };
  /** A mail joined it. `isQuiet`: old mail, the answer of a program, or of a blocked sender: nobody is told of it. */
  readonly 'ticket.joined': {
    readonly because: ArticleReason;
    readonly isArchived?: true;
    readonly isQuiet?: true;
  };
  readonly 'ticket.state_changed': {
    readonly from: TicketState;
    readonly to: TicketState;
    /** When it opens again by itself. */
    readonly until?: string;
    readonly because?: StateCause;
  };
  readonly 'ticket.owner_changed': { readonly from: Named | null; readonly to: Named | null };
  readonly 'ticket.group_changed': {
    readonly from: Named | null;
    readonly to: Named;
    /** The owner, who may not answer in the new group. */
    readonly ownerTakenOff?: Named;
  };
  readonly 'ticket.priority_changed': { readonly from: TicketPriority; readonly to: TicketPriority };
  readonly 'ticket.tag_added': { readonly tag: string };
  readonly 'ticket.tag_removed': { readonly tag: string };
  /** `into`: its messages stand in the other one. `from`: those of the other one stand here. */
  readonly 'ticket.merged': { readonly direction: 'into' | 'from'; readonly other: TicketRef };
  readonly 'ticket.unmerged': { readonly direction: 'into' | 'from'; readonly other: TicketRef };
  /** `to`: a message went to the other one. `from`: it came from there. */
  readonly 'ticket.split': { readonly direction: 'to' | 'from'; readonly other: TicketRef };
  readonly 'ticket.linked': { readonly other: TicketRef; readonly because: LinkReason };
  readonly 'ticket.unlinked': { readonly other: TicketRef };
  readonly 'ticket.answered': {
    readonly how: 'answer' | 'forward' | 'elsewhere';
    readonly from?: TicketState;
    readonly to?: TicketState;
  };
  /** `mentioned`: the users whom it names with @name, and who may see the ticket. */
  readonly 'ticket.noted': { readonly mentioned?: readonly number[] };
  /** Somebody is told of it as its owner is, or is not any more. */
  readonly 'ticket.followed': { readonly isFollowing: boolean };
  /** `of`: who had written it, where that is somebody else. */
  readonly 'ticket.answer_taken_back': { readonly of?: Named };
  /** An answer to a notification: the customer did not get it. */
  readonly 'ticket.kept_internal': Nothing;
  readonly 'ticket.customer_changed': { readonly from: string; readonly to: string };
  readonly 'ticket.bounced': {
    readonly address: string;
    /** RFC 3463; '' where the report gives none. */
    readonly status: string;
    readonly problem: DeliveryProblem;
    /** It is a message of ours that did not arrive; which one, where that is known. */
    readonly lost?: { readonly articleId: number | null };
  };
  /** Nothing is lost yet. */
  readonly 'ticket.delivery_delayed': {
    readonly address: string;
    readonly status: string;
    readonly problem: DeliveryProblem;
    /** Until when the server tries, where it says so. */
    readonly until?: string;
  };
  readonly 'ticket.auto_replied': { readonly to: string };
  readonly 'ticket.auto_reply_withheld': AutoReplyRefusal;
  readonly 'ticket.rule_applied': RuleFact;
  /** A message that was too large to be read opened it. */
  readonly 'ticket.oversized': { readonly reason: QuarantineReason };
}

/** What leaves no ticket that it could belong to. */
interface GoneTicketSays {
  /** The mail that had opened it. `of`: who had written that, where it is somebody else. */
  readonly 'ticket.mail_taken_back': {
    readonly ticket: { readonly id: number; readonly number: number };
    readonly of?: Named;
  };
}

export type TicketFact = FactsAbout<{ readonly ticketId: number }, TicketSays>;
export type GoneTicketFact = FactsAbout<{ readonly groupId: number }, GoneTicketSays>;

import type { Actor, ActorKind } from '../actor.ts';
import type { ChannelFact } from './channel-facts.ts';
import type { DeliveryFact } from './delivery-facts.ts';
import type { MailFact } from './mail-facts.ts';
import type { PeopleFact } from './people-facts.ts';
import type { SettingFact } from './setting-facts.ts';
import type { FactsAbout } from './shape.ts';
import type { GoneTicketFact, TicketFact } from './ticket-facts.ts';

interface OldSays {
  /** Of an older version, in its words: `of` is what it called the kind of thing that happened. */
  readonly words: { readonly text: string; readonly of: string };
}

interface AuditSays {
  /** The log was taken away as a file; how it was narrowed down. */
  readonly 'audit.exported': { readonly filter: Readonly<Record<string, string>> };
}

interface FileSays {
  /** A backup was put in the place of the data file. */
  readonly 'data_file.restored': {
    /** Users, their ways in, rights and tokens are as in the file that was replaced; else as in the backup. */
    readonly isAccessKept: boolean;
    /** Ids of customers who were erased since the backup, and are in it. */
    readonly erased: readonly number[];
  };
}

/** What happened: a code with facts. The words for it are made where it is shown (views/facts). */
export type Fact =
  | TicketFact
  | GoneTicketFact
  | DeliveryFact
  | ChannelFact
  | MailFact
  | PeopleFact
  | SettingFact
  | FactsAbout<object, AuditSays>
  | FactsAbout<object, FileSays>
  | FactsAbout<object, OldSays>;

/** A fact without the ids of what it is about. */
export type Unplaced<Each extends Fact> = Each extends unknown ? Pick<Each, 'kind' | 'data'> : never;

export type FactKind = Fact['kind'];

/** A fact that is yet to be stored, with who did it and when. */
export interface NewFact {
  readonly at: Date;
  readonly actor: Actor;
  readonly fact: Fact;
}

/** A fact as the stream has it. */
export type StoredFact = Fact & {
  /** Grows with time: a reader goes on after the last one it has seen. */
  readonly id: number;
  readonly at: Date;
  /** The network address of who did it, where that is known. */
  readonly origin: string | null;
  readonly actor: {
    readonly kind: ActorKind;
    /** Null for the desk itself and the command line. */
    readonly userId: number | null;
    /** What the user is called now. */
    readonly name: string | null;
    /** As `describeVia` writes it. */
    readonly via: string;
  };
};

/** What a mailbox is read by, and mail is handed over by: IMAP and SMTP, or Microsoft Graph. */
export const roads = ['imap_smtp', 'graph'] as const;
export type Road = (typeof roads)[number];

/** `either`: whichever works; Graph first where the account has agreed to it. */
export const roadChoices = ['either', ...roads] as const;
export type RoadChoice = (typeof roadChoices)[number];

export type Direction = 'in' | 'out';

const graphMark = 'graph:';

/** @param folder a mark of the folder's own. @returns the numbering of a folder that is read by Graph */
export function graphNumbering(folder: string): string {
  return `${graphMark}${folder}`;
}

/** @param numbering of a folder (domain/mail-reading). @returns by which road its places were given out */
export function roadOf(numbering: string): Road {
  return numbering.startsWith(graphMark) ? 'graph' : 'imap_smtp';
}

export function otherRoad(road: Road): Road {
  return road === 'graph' ? 'imap_smtp' : 'graph';
}

/**
 * @param tokenCache of an account that has signed in. @param graphResource of its cloud
 * @returns whether the account has agreed to what Graph reads and sends mail by
 */
export function hasGraphScopes(tokenCache: string, graphResource: string): boolean {
  return tokenCache.toLowerCase().includes(`${graphResource.toLowerCase()}/mail.`);
}

/** What is known of the ways of a channel in one direction. */
export interface RoadFacts {
  readonly choice: RoadChoice;
  /** An account with a password knows no Graph. */
  readonly isMicrosoft: boolean;
  readonly hasGraph: boolean;
  /** Taken instead of the preferred one. */
  readonly road: Road | null;
  readonly retryAt: Date | null;
}

export function preferredRoad({ choice, isMicrosoft, hasGraph }: Omit<RoadFacts, 'road' | 'retryAt'>): Road {
  if (!isMicrosoft) return 'imap_smtp';
  if (choice !== 'either') return choice;
  return hasGraph ? 'graph' : 'imap_smtp';
}

/** @returns the road to take now: the other one while the preferred one is not tried again */
export function roadNow(facts: RoadFacts, now: Date): Road {
  const preferred = preferredRoad(facts);
  const { road, retryAt, choice, isMicrosoft } = facts;
  if (!isMicrosoft || choice !== 'either' || road === null || road === preferred) return preferred;
  return retryAt !== null && retryAt > now ? road : preferred;
}

import type { Who } from './diagnosis/diagnosis-rule.ts';

/** What a mailbox can be used by. */
export const appRoads = ['imap', 'smtp', 'graph', 'graph_send'] as const;
export type AppRoad = (typeof appRoads)[number];

/** `refused`: the server said no to this app; `unknown`: it could not be asked, so nothing is proved. */
export interface RoadFinding {
  readonly verdict: 'open' | 'refused' | 'unknown';
  /** The server's words; '' where it is open. */
  readonly text: string;
}

export type RoadFindings = Readonly<Record<AppRoad, RoadFinding>>;

/** What was found out about an app that opens a mailbox without a person. */
export interface AppFindings {
  /** Under Enterprise applications: what Exchange wants. '' until Microsoft has given a token. */
  readonly objectId: string;
  /** As the app's own tokens name them: what an administrator agreed to in Entra. */
  readonly mailRoles: readonly string[];
  readonly graphRoles: readonly string[];
  /** Why Microsoft gives no token. */
  readonly token: {
    readonly title: string;
    readonly step: string;
    readonly who: Who;
    readonly text: string;
  } | null;
  readonly own: RoadFindings;
  /** The same for a mailbox that has to be refused; null where none was named. */
  readonly outsider: RoadFindings | null;
}

/**
 * `too_much`: the app opens what it must not; `ready`: it reads and sends; `partly`: one of the two; `waiting`: neither yet.
 */
export type AppJudgement = 'too_much' | 'ready' | 'partly' | 'waiting';

/** Permissions that Entra gives for every mailbox of the organisation: they void each scope that Exchange knows. */
const unscoped = new Set(['Mail.Read', 'Mail.ReadWrite', 'Mail.Send']);

export function judgeAppAccess(findings: AppFindings): AppJudgement {
  if (listExcess(findings).length > 0) return 'too_much';
  if (findings.token !== null) return 'waiting';
  const isOpen = (road: AppRoad) => findings.own[road].verdict === 'open';
  const reads = isOpen('imap') || isOpen('graph');
  const sends = isOpen('smtp') || isOpen('graph_send');
  if (reads && sends) return 'ready';
  return reads || sends ? 'partly' : 'waiting';
}

/** @returns whether the set-up can go on: at least it can read the mailbox, or send from it */
export function isUsable({ own }: AppFindings): boolean {
  return appRoads.some((road) => own[road].verdict === 'open');
}

/** @returns by what the app can use the mailbox that it must not, and the permissions that are for everybody's */
export function listExcess({ graphRoles, outsider }: AppFindings): string[] {
  const roads = appRoads.filter((road) => outsider?.[road].verdict === 'open');
  return [...roads, ...graphRoles.filter((role) => unscoped.has(role))];
}

/**
 * A server that could not be asked has taken nothing back: what was open to the app is taken to be open still.
 * @param before what an earlier look at the same mailboxes has found
 */
export function carryOver(found: AppFindings, before: AppFindings | undefined): AppFindings {
  const { own, outsider } = found;
  return {
    ...found,
    own: keepOpen(own, before?.own),
    outsider: outsider && keepOpen(outsider, before?.outsider),
  };
}

function keepOpen(found: RoadFindings, before: RoadFindings | null | undefined): RoadFindings {
  const choose = (road: AppRoad) => {
    const earlier = before?.[road];
    return found[road].verdict === 'unknown' && earlier?.verdict === 'open' ? earlier : found[road];
  };
  const [graph, graphSend] = [choose('graph'), choose('graph_send')];
  return { imap: choose('imap'), smtp: choose('smtp'), graph, graph_send: graphSend };
}

/** Whether a server could not be asked, although there was a token to ask it with. */
export function isDoubtful({ token, own, outsider }: AppFindings): boolean {
  const isUnknown = (road: AppRoad) =>
    own[road].verdict === 'unknown' || outsider?.[road].verdict === 'unknown';
  return token === null && appRoads.some(isUnknown);
}

/** Exchange takes up to two hours until a grant counts, often half of one. */
const longestWait = 2 * 3_600_000;

const minute = 60_000;

/**
 * @param waited milliseconds since the grants are waited for
 * @returns milliseconds until it is looked at again
 */
export function chooseProbePause(judgement: AppJudgement, waited: number): number {
  if (judgement === 'ready') return 24 * 60 * minute;
  if (waited < 10 * minute) return minute;
  return waited < longestWait ? 5 * minute : 60 * minute;
}

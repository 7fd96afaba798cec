/** What is known to be wrong with the clock of the machine. */
export interface ClockState {
  /** It was set while the program ran. */
  readonly jump: ClockJump | undefined;
  /** How far it is ahead of Microsoft's, in milliseconds (negative: behind); undefined where nothing is known to be wrong. */
  readonly ahead: number | undefined;
}

export interface ClockJump {
  /** Milliseconds; negative: back. */
  readonly by: number;
  /** What the clock said afterwards, in milliseconds since 1970. */
  readonly at: number;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

export type ClockUnit = (typeof units)[number][0];

/** @param milliseconds also negative ones @returns how much that is, in the largest unit that it fills */
export function measureSpan(milliseconds: number): { readonly count: number; readonly unit: ClockUnit } {
  const size = Math.abs(milliseconds);
  const [unit, length] = units.find(([, each]) => size >= each) ?? ['second', 1000];
  return { count: Math.round(size / length), unit };
}

/** Codes of authenticator apps are refused from here on; how long an answer took is far below. */
const mostApart = 60_000;

/** @param ahead as in ClockState @returns undefined where it is too little to matter */
export function findGap(ahead: number | undefined): number | undefined {
  return ahead !== undefined && Math.abs(ahead) > mostApart ? ahead : undefined;
}

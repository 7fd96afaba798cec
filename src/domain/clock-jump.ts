/** The clock of the machine was set while the program ran. */
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

/** @returns `3 days ahead`, `2 hours back` */
export function describeJump({ by }: ClockJump): string {
  const size = Math.abs(by);
  const [name, length] = units.find(([, each]) => size >= each) ?? ['second', 1000];
  const count = Math.round(size / length);
  return `${count} ${name}${count === 1 ? '' : 's'} ${by < 0 ? 'back' : 'ahead'}`;
}

export const defences: readonly {
  readonly defence: string;
  readonly changes: readonly (readonly [file: string, from: string, to: string])[];
  readonly test: string;
}[];

export type QuarantineKind =
  | 'unparsable'
  | 'over_limit'
  | 'oversized'
  | 'placeholder'
  | 'not_given_out'
  | 'killed_parser';

/** Why a message is in quarantine, in a few words. */
export const quarantineWords: Record<QuarantineKind, string> = {
  unparsable: 'Cannot be read',
  over_limit: 'Beyond a limit',
  oversized: 'Too large',
  placeholder: 'Placeholder of Exchange',
  not_given_out: 'Not given out by its server',
  killed_parser: 'Too costly to read',
};

/** Whether the message itself is here; else it has to be asked for again. */
export function isWhole(kind: QuarantineKind): boolean {
  return kind !== 'oversized' && !isOwed(kind);
}

/** Whether its server still owes the message: it is asked for again now and then. */
export function isOwed(kind: QuarantineKind): boolean {
  return kind === 'placeholder' || kind === 'not_given_out';
}

/** Whether nothing but its header is here. */
export function isHeaderAlone(kind: QuarantineKind): boolean {
  return kind === 'oversized' || kind === 'not_given_out';
}

// What a person may do with the tickets of a group. Each level holds the ones before it.

/**
 * read: see the tickets, in lists, searches and live pages. answer: reply, add notes, set state and owner.
 * full: also move tickets to other groups, merge and delete them.
 */
export const accessLevels = ['read', 'answer', 'full'] as const;
export type AccessLevel = (typeof accessLevels)[number];

/** What is chosen for one person and one group. */
export type Access = 'none' | AccessLevel;

function isAccessLevel(value: string): value is AccessLevel {
  return (accessLevels as readonly string[]).includes(value);
}

/** @returns the levels that allow what `level` allows. */
export function levelsFrom(level: AccessLevel): readonly AccessLevel[] {
  return accessLevels.slice(accessLevels.indexOf(level));
}

export function allows(access: Access, level: AccessLevel): boolean {
  return access !== 'none' && levelsFrom(level).includes(access);
}

/** @returns undefined for anything that is no choice of access. */
export function readAccess(value: string | undefined): Access | undefined {
  if (value === undefined) return undefined;
  return value === 'none' || isAccessLevel(value) ? value : undefined;
}

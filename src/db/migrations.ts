import firstLight from '../../migrations/0001_first_light.sql?text';

/** Append-only: what has been released is never edited. Position + 1 is the schema version. */
export const migrations: readonly string[] = [firstLight];

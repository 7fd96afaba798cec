import { customType } from 'drizzle-orm/sqlite-core';
import { readOldArticleReason } from '../../domain/facts/old-reasons.ts';
import type { ArticleReason } from '../../domain/facts/reason.ts';

/**
 * Why an article stands in its ticket, as JSON. Older versions wrote words: those are read as what they say. They stay
 * in the file, because rewriting every message of a large one would take hours and as much room again.
 */
export const articleReason = customType<{ data: ArticleReason; driverData: string }>({
  dataType: () => 'text',
  toDriver: (reason) => JSON.stringify(reason),
  // Nothing else writes the column: what begins like JSON is what `toDriver` wrote.
  fromDriver: (stored) =>
    stored.startsWith('{') ? (JSON.parse(stored) as ArticleReason) : readOldArticleReason(stored),
});

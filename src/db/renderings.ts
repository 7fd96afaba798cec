import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import { type Rendering, renderingVersion } from '../domain/rendering.ts';
import type { Reader, Tx } from './care/open.ts';
import { articles, renderings } from './schema/schema-tickets.ts';

/** What a rendering is made from. */
export interface RenderSource {
  readonly articleId: number;
  readonly ticketId: number;
  readonly hasHtml: boolean;
  readonly rawBlobId: number | null;
  readonly text: string;
  readonly direction: 'in' | 'out';
  readonly subject: string;
}

/** Longer texts are cut on the page; the raw mail has them whole. */
export const mostTextCharacters = 50_000;

export async function findRendering(db: Reader, articleId: number): Promise<Rendering | undefined> {
  const [row] = await db
    .select()
    .from(renderings)
    .where(and(eq(renderings.articleId, articleId), gte(renderings.version, renderingVersion)));
  return row === undefined ? undefined : { ...row, html: row.html ?? undefined };
}

/** @returns those of the articles that have no rendering, or only an outdated one, with what it takes to make it */
export async function listToRender(db: Reader, articleIds: readonly number[]): Promise<RenderSource[]> {
  const { id, ticketId, hasHtml, rawBlobId, text, direction, subject } = articles;
  return db
    .select({
      articleId: id,
      ticketId,
      hasHtml,
      rawBlobId,
      direction,
      subject,
      text: sql<string>`substr(${text}, 1, ${mostTextCharacters})`,
    })
    .from(articles)
    .leftJoin(renderings, eq(renderings.articleId, id))
    .where(and(inArray(id, [...articleIds]), sql`coalesce(${renderings.version}, 0) < ${renderingVersion}`));
}

/** @returns the newest articles since then that nobody has looked at yet */
export async function listUnrendered(db: Reader, after: Date, limit: number): Promise<number[]> {
  const rows = await db.all<{ id: number }>(sql`SELECT id FROM (
      SELECT id, created_at FROM articles ORDER BY id DESC LIMIT ${10 * limit}
    ) AS newest
    WHERE created_at > ${after.getTime()}
      AND NOT EXISTS (SELECT 1 FROM renderings WHERE article_id = newest.id AND version >= ${renderingVersion})
    ORDER BY id DESC LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

/** Puts it in the place of an earlier one; an article that is gone meanwhile gets none. */
export async function putRendering(tx: Tx, articleId: number, rendering: Rendering): Promise<void> {
  const { html, blocks, excerpt, ground, hasRemoteImages, isShortened } = rendering;
  const values = { html: html ?? null, blocks, excerpt, ground, hasRemoteImages, isShortened };
  if ((await tx.$count(articles, eq(articles.id, articleId))) === 0) return;
  const row = { ...values, version: renderingVersion };
  await tx
    .insert(renderings)
    .values({ articleId, ...row })
    .onConflictDoUpdate({ target: renderings.articleId, set: row });
}

import * as z from 'zod';
import { listArticleAttachments, listVisibleArticles } from '../../db/article-read.ts';
import { loadBlob } from '../../db/blobs.ts';
import { listToRender, listUnrendered, putRendering, type RenderSource } from '../../db/renderings.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { pictureUrl } from '../../domain/picture-url.ts';
import type { Rendering } from '../../domain/rendering.ts';
import { isForwardSubject } from '../../domain/subject.ts';
import { renderRules } from '../../mail/parser-pool.ts';
import type { ParserTask } from '../../mail/parser-task.ts';
import { defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id, nothing } from '../input-fields.ts';

/** What is read at once: the bytes of the raw mail, and how many. */
const mostBytes = 4 * 1024 * 1024;
const mostTogether = 20;
/** Articles at once where no person waits, few, so that a person who does is served soon. */
const fewTogether = 4;
const dayMilliseconds = 24 * 3_600_000;
/** More mail than this on its way is an import. */
const importBytes = 2 * 1024 * 1024;

const mostAsked = 200;

/** Whoever is signed in: has what a reader needs of these articles made, of those that he may see and where it is not there yet. */
export const renderArticles = defineCommand({
  name: 'renderArticles',
  input: z.strictObject({
    articleIds: z.array(id).max(mostAsked).readonly(),
    /** Otherwise a page shows the text alone, and is told when there is more. Whether it still waits, only whoever asks knows. */
    isAwaited: z.boolean(),
  }),
  needs: 'user',
  async work(work, { articleIds, isAwaited }) {
    const seen = await listVisibleArticles(work.desk.read, work.viewer, articleIds);
    const together = isAwaited ? mostTogether : fewTogether;
    await renderMissing(
      work,
      seen.map(({ id }) => id),
      { together, isAhead: false },
    );
    if (!isAwaited) await tellPages(work.desk, new Set(seen.map(({ ticketId }) => ticketId)));
  },
});

/**
 * The desk itself: makes ready what came in of late, so that whoever opens it first need not wait. An import is not disturbed.
 */
export const renderAhead = defineCommand({
  name: 'renderAhead',
  input: nothing,
  needs: 'operator',
  async work(work) {
    if ((work.desk.memory.mailBudget?.held() ?? 0) > importBytes) return;
    const since = new Date(work.desk.now().getTime() - dayMilliseconds);
    await renderMissing(work, await listUnrendered(work.desk.read, since, mostTogether), {
      together: fewTogether,
      isAhead: true,
    });
  },
});

interface Way {
  /** How many at once. */
  readonly together: number;
  /** Nobody waits: the processes that read mail do it, which are there anyway after mail has come; a person has others. */
  readonly isAhead: boolean;
}

async function renderMissing(work: Work, articleIds: readonly number[], way: Way): Promise<void> {
  const sources = await listToRender(work.desk.read, articleIds);
  const running = work.desk.memory.renderings;
  const mine = sources.filter(({ articleId }) => !running.has(articleId));
  const others = sources.flatMap(({ articleId }) => running.get(articleId) ?? []);
  const made = renderAll(work, mine, way);
  for (const { articleId } of mine) running.set(articleId, made);
  await made.finally(() => {
    for (const { articleId } of mine) running.delete(articleId);
  });
  await Promise.all(others);
}

async function renderAll(work: Work, sources: readonly RenderSource[], way: Way): Promise<void> {
  let batch: { source: RenderSource; task: ParserTask }[] = [];
  let bytes = 0;
  for (const source of sources) {
    const task = await makeTask(work.desk, source);
    batch.push({ source, task });
    bytes += task.kind === 'render' ? task.raw.length : source.text.length;
    if (bytes < mostBytes && batch.length < way.together) continue;
    await renderBatch(work, batch, way);
    batch = [];
    bytes = 0;
  }
  await renderBatch(work, batch, way);
}

async function makeTask(
  desk: Desk,
  { articleId, hasHtml, rawBlobId, text, direction, subject }: RenderSource,
): Promise<ParserTask> {
  const isForward = direction === 'in' && isForwardSubject(subject);
  if (!hasHtml || rawBlobId === null) return { kind: 'fold', text, isForward };
  const raw = await loadBlob(desk.read, rawBlobId);
  const files = await listArticleAttachments(desk.read, articleId);
  const pictures = files.map(({ id, contentId, size }) => ({
    contentId,
    size,
    url: pictureUrl(desk.secret, { articleId, attachmentId: id }),
  }));
  return { kind: 'render', raw, pictures, isForward };
}

async function renderBatch(
  work: Work,
  batch: readonly { source: RenderSource; task: ParserTask }[],
  { isAhead }: Way,
): Promise<void> {
  if (batch.length === 0) return;
  const { parser, renderer } = work.desk;
  const outcomes = await (isAhead ? parser : renderer).run<'render' | 'fold'>(
    batch.flatMap(({ task }) => (task.kind === 'render' || task.kind === 'fold' ? [task] : [])),
    { rules: renderRules, source: 'rendering' },
  );
  await work.write(async ({ tx }) => {
    for (const [index, { source }] of batch.entries()) {
      const outcome = outcomes[index];
      const rendering = outcome?.kind === 'done' ? outcome.value : showPlainly(source);
      await putRendering(tx, source.articleId, rendering);
    }
  });
}

/** What cannot be read within its limits is shown as its text: to try it again would end the same way. */
function showPlainly({ text, hasHtml }: RenderSource): Rendering {
  return {
    html: undefined,
    blocks: text === '' ? [] : [{ kind: 'text', pieces: [{ text, url: undefined }] }],
    excerpt: text.slice(0, 200),
    ground: 'reader',
    hasRemoteImages: false,
    isShortened: hasHtml,
  };
}

async function tellPages(desk: Desk, ticketIds: ReadonlySet<number>): Promise<void> {
  for (const ticketId of ticketIds) {
    const { groupId } = await getTicketById(desk.read, ticketId);
    // That a message is ready to be shown is not recorded as a fact.
    desk.publish({ kind: 'shown', ticketId, groupId });
  }
}

import { listArticleAttachments } from '../../db/article-read.ts';
import { loadBlob } from '../../db/blobs.ts';
import { listToRender, listUnrendered, putRendering, type RenderSource } from '../../db/renderings.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { pictureUrl } from '../../domain/picture-url.ts';
import type { Rendering } from '../../domain/rendering.ts';
import type { ParserTask } from '../../mail/parser-task.ts';
import type { Desk } from '../desk.ts';

/** What is read at once: the bytes of the raw mail, and how many. */
const [mostBytes, mostTogether] = [4 * 1024 * 1024, 20];
const dayMilliseconds = 24 * 3_600_000;

export interface RenderArticles {
  readonly articleIds: readonly number[];
  /** Whoever waits longer has shown the text alone by then, and is told when there is more. */
  readonly waitMilliseconds: number;
}

/** Has what a reader needs of these articles made, where it is not there yet. */
export async function renderArticles(
  desk: Desk,
  { articleIds, waitMilliseconds }: RenderArticles,
): Promise<void> {
  const started = performance.now();
  const sources = await listToRender(desk.read, articleIds.slice(0, 200));
  const running = desk.memory.renderings;
  const mine = sources.filter(({ articleId }) => !running.has(articleId));
  const others = sources.flatMap(({ articleId }) => running.get(articleId) ?? []);
  const work = renderAll(desk, mine);
  for (const { articleId } of mine) running.set(articleId, work);
  await work.finally(() => {
    for (const { articleId } of mine) running.delete(articleId);
  });
  await Promise.all(others);
  if (performance.now() - started > waitMilliseconds) await tellPages(desk, sources);
}

/** Makes ready what came in of late, so that whoever opens it first need not wait. */
export async function renderAhead(desk: Desk): Promise<void> {
  const since = new Date(desk.now().getTime() - dayMilliseconds);
  const articleIds = await listUnrendered(desk.read, since, mostTogether);
  await renderArticles(desk, { articleIds, waitMilliseconds: Number.POSITIVE_INFINITY });
}

async function renderAll(desk: Desk, sources: readonly RenderSource[]): Promise<void> {
  let batch: { source: RenderSource; task: ParserTask }[] = [];
  let bytes = 0;
  for (const source of sources) {
    const task = await makeTask(desk, source);
    batch.push({ source, task });
    bytes += task.kind === 'render' ? task.raw.length : source.text.length;
    if (bytes < mostBytes && batch.length < mostTogether) continue;
    await renderBatch(desk, batch);
    batch = [];
    bytes = 0;
  }
  await renderBatch(desk, batch);
}

async function makeTask(
  desk: Desk,
  { articleId, hasHtml, rawBlobId, text }: RenderSource,
): Promise<ParserTask> {
  if (!hasHtml || rawBlobId === null) return { kind: 'fold', text };
  const raw = await loadBlob(desk.read, rawBlobId);
  const files = await listArticleAttachments(desk.read, articleId);
  const pictures = files.map(({ id, contentId, size }) => ({
    contentId,
    size,
    url: pictureUrl(desk.secret, { articleId, attachmentId: id }),
  }));
  return { kind: 'render', raw, pictures };
}

async function renderBatch(
  desk: Desk,
  batch: readonly { source: RenderSource; task: ParserTask }[],
): Promise<void> {
  if (batch.length === 0) return;
  const outcomes = await desk.renderer.run<'render' | 'fold'>(
    batch.flatMap(({ task }) => (task.kind === 'render' || task.kind === 'fold' ? [task] : [])),
  );
  await desk.write(async (tx) => {
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

async function tellPages(desk: Desk, sources: readonly RenderSource[]): Promise<void> {
  for (const ticketId of new Set(sources.map((source) => source.ticketId))) {
    const { groupId } = await getTicketById(desk.read, ticketId);
    desk.publish({ kind: 'ticket', ticketId, groupId });
  }
}

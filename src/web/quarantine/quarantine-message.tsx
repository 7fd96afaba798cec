import { describeQuarantineReason } from '../../../views/facts/quarantine-words.ts';
import { DiscardPage } from '../../../views/quarantine/discard-page.tsx';
import {
  QuarantineMessagePage,
  type QuarantineMessageProps,
} from '../../../views/quarantine/message-page.tsx';
import { t } from '../../../views/words.ts';
import { readBlob } from '../../db/blobs.ts';
import { getQuarantineEntry, type QuarantineEntry } from '../../db/quarantine-entries.ts';
import { cleanFilename } from '../../domain/filename.ts';
import { splitHeader } from '../../domain/header-text.ts';
import { placeholderPause } from '../../domain/placeholder.ts';
import { isOwed } from '../../domain/quarantine.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { sendFile } from '../send-file.ts';

/** GET /quarantine/:id */
export function showQuarantined(web: WebContext) {
  return async (c: WebRequest) => render(web, c);
}

/** GET /quarantine/:id/raw: byte for byte, only ever to be saved. */
export function sendQuarantined(web: WebContext) {
  return async (c: WebRequest) => {
    const { subject, blobId, id } = await getQuarantineEntry(web.read, readPathId(c));
    await web.desk.as(actorOf(c)).call('noteRawQuarantined', { id });
    const name = cleanFilename(
      `${subject.slice(0, 80) || t('quarantined {id}', { id })}.eml`,
      'message/rfc822',
    );
    return sendFile(web, c, { blobId, name });
  };
}

/** POST /quarantine/:id/attempts */
export function createQuarantineAttempt(web: WebContext) {
  return act(web, 'retryQuarantined');
}

/** POST /quarantine/:id/article: import anyway. */
export function createMadeUpArticle(web: WebContext) {
  return act(web, 'importAnyway');
}

/** GET /quarantine/:id/discard: asks first. */
export function showDiscard(web: WebContext) {
  return async (c: WebRequest) => {
    const entry = await getQuarantineEntry(web.read, readPathId(c));
    if (entry.resolvedAt !== null) return redirectTo(c, `/quarantine/${entry.id}`);
    const isOnServer = entry.channelId !== null && (entry.settleAction ?? 'keep') === 'keep';
    const page = <DiscardPage {...entry} csrf={c.get('csrf')} isOnServer={isOnServer} />;
    return renderPage(c, { title: t('Discard'), active: 'quarantine' }, page);
  };
}

/** POST /quarantine/:id/discard */
export function createDiscard(web: WebContext) {
  return async (c: WebRequest) => {
    try {
      await web.desk.as(actorOf(c)).call('discardQuarantined', { id: readPathId(c) });
    } catch (error) {
      return render(web, c, fieldsOf(error).form);
    }
    return redirectTo(c, '/quarantine', { notice: t('The message is discarded.') });
  };
}

function act(web: WebContext, command: 'retryQuarantined' | 'importAnyway') {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    try {
      await web.desk.as(actorOf(c)).call(command, { id });
    } catch (error) {
      return render(web, c, fieldsOf(error).form);
    }
    const { ticketNumber } = await getQuarantineEntry(web.read, id);
    if (ticketNumber === null) return redirectTo(c, `/quarantine/${id}`);
    return redirectTo(c, `/tickets/${ticketNumber}`, { notice: t('The message stands in this ticket now.') });
  };
}

async function render(web: WebContext, c: WebRequest, error?: string): Promise<Response> {
  const entry = await getQuarantineEntry(web.read, readPathId(c));
  const header = await readHeader(web, entry);
  const page = (
    <QuarantineMessagePage
      {...entry}
      {...header}
      reason={describeQuarantineReason(entry.reason)}
      csrf={c.get('csrf')}
      nextTry={describeNextTry(entry)}
      error={error}
    />
  );
  const title = entry.subject || t('A message in quarantine');
  return renderPage(c, { title, active: 'quarantine', status: error === undefined ? 200 : 409 }, page);
}

async function readHeader(web: WebContext, { blobId }: QuarantineEntry) {
  const { value: first } = await readBlob(web.read, blobId).next();
  return splitHeader(first ?? new Uint8Array());
}

function describeNextTry(entry: QuarantineEntry): QuarantineMessageProps['nextTry'] {
  if (!isOwed(entry.kind) || entry.resolvedAt !== null) return undefined;
  const { channelState, channelDeletedAt, triedAt, createdAt } = entry;
  if (channelDeletedAt !== null)
    return { at: undefined, words: t('Its channel is deleted: nobody asks for it any more.') };
  const isFetched = channelState === 'watching' || channelState === 'fetching';
  if (!isFetched) {
    return {
      at: undefined,
      words: t('It is asked for again by itself as soon as its channel can be fetched.'),
    };
  }
  const minutes = placeholderPause / 60_000;
  const at = new Date((triedAt ?? createdAt).getTime() + placeholderPause);
  return {
    at,
    words: t('It is asked for again by itself every {minutes} minutes until the real message comes.', {
      minutes,
    }),
  };
}

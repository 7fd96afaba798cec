import { describeQuarantineReason } from '../../../views/facts/quarantine-words.ts';
import { QuarantineLink } from '../../../views/quarantine/link.tsx';
import {
  QuarantineList,
  type QuarantineListProps,
  QuarantinePage,
} from '../../../views/quarantine/list-page.tsx';
import { t } from '../../../views/words.ts';
import { findChannel } from '../../db/channels.ts';
import { listQuarantineEntries } from '../../db/quarantine-entries.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf } from '../form-fields.ts';
import { glance } from '../glance.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';

const pageSize = 50;

/** GET /quarantine?channel=&before= */
export function showQuarantine(web: WebContext) {
  return async (c: WebRequest) => {
    const page = <QuarantinePage {...(await describe(web, c))} />;
    return renderPage(c, { title: t('Quarantine'), active: 'quarantine' }, page);
  };
}

/** GET /quarantine/list: the same, for a page that follows events. */
export function showQuarantineList(web: WebContext) {
  return async (c: WebRequest) => c.html(<QuarantineList {...(await describe(web, c))} />);
}

/** GET /quarantine/link: the entry in the head of every page. */
export function showQuarantineLink() {
  return async (c: WebRequest) => {
    const isActive = c.req.query('active') !== undefined;
    return c.html(<QuarantineLink count={await c.get('countQuarantine')()} isActive={isActive} />);
  };
}

/** POST /quarantine/attempts: tries those of a page again, one after the other. */
export function createAttempts(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await c.req.parseBody();
    const ids = Object.keys(form).flatMap((name) => /^id-(\d{1,15})$/.exec(name)?.[1] ?? []);
    const query = readQuery(new URLSearchParams(typeof form.query === 'string' ? form.query : ''));
    try {
      await web.desk.as(actorOf(c)).call('retryAllQuarantined', { ids: ids.slice(0, pageSize).map(Number) });
    } catch (error) {
      return redirectTo(c, `/quarantine${query}`, { notice: fieldsOf(error).form ?? '' });
    }
    const notice = t('They are tried again, one after the other. What comes right leaves this list.');
    return redirectTo(c, `/quarantine${query}`, { notice });
  };
}

async function describe(web: WebContext, c: WebRequest): Promise<QuarantineListProps> {
  const { channelId, beforeId } = readPlace(new URL(c.req.url).searchParams);
  const channel = channelId === undefined ? undefined : await findChannel(web.read, channelId);
  const place = { channelId: channel?.id, beforeId, limit: pageSize };
  const { rows, next } = await listQuarantineEntries(web.read, place);
  return {
    rows: rows.map((row) => ({ ...row, reason: describeQuarantineReason(row.reason) })),
    next,
    csrf: c.get('csrf'),
    query: readQuery(new URL(c.req.url).searchParams),
    channel,
    isFirstPage: beforeId === undefined,
    retries: (await glance(web, web.desk.as(actorOf(c)).call('describeRetries', {})))?.known,
  };
}

function readPlace(query: URLSearchParams) {
  const read = (name: string) => findNumber(query.get(name) ?? undefined);
  return { channelId: read('channel'), beforeId: read('before') };
}

function readQuery(query: URLSearchParams): string {
  const { channelId, beforeId } = readPlace(query);
  const known = new URLSearchParams();
  if (channelId !== undefined) known.set('channel', String(channelId));
  if (beforeId !== undefined) known.set('before', String(beforeId));
  return known.size === 0 ? '' : `?${known}`;
}

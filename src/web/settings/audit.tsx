import { stream } from 'hono/streaming';
import { nameActor } from '../../../views/facts/actor-words.ts';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { nameChangedThings } from '../../../views/facts/named-changes.ts';
import { type AuditFilter, AuditPage, type AuditRow } from '../../../views/settings/audit-page.tsx';
import { asText, t } from '../../../views/words.ts';
import {
  type AuditQuery,
  type AuditSubject,
  auditSubjects,
  listAudit,
  loadAuditDays,
} from '../../db/audit.ts';
import { listChannels } from '../../db/channels.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { listGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import type { StoredFact } from '../../domain/facts/fact.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { writeCsvLine } from '../csv-line.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

const pageSize = 100;
const fileBatch = 500;
const day = 86_400_000;
const path = '/settings/audit';

/** GET /settings/audit */
export function showAudit(web: WebContext) {
  return async (c: WebRequest) => render(web, c, undefined);
}

/** POST /settings/audit/retention: for how many days it is kept. */
export function saveAuditDays(web: WebContext) {
  return async (c: WebRequest) => {
    const days = (await readFields(c)).text('days');
    try {
      await web.desk.as(actorOf(c)).call('saveAuditDays', { days });
    } catch (error) {
      return render(web, c, fieldsOf(error).days, days);
    }
    return redirectTo(c, path, { notice: t('Saved. What is older is forgotten within a day.') });
  };
}

/** @param typed the days as they were typed, where they were refused */
async function render(
  web: WebContext,
  c: WebRequest,
  error: string | undefined,
  typed?: string,
): Promise<Response> {
  const filter = readFilter(c);
  const before = /^\d{1,15}$/.exec(c.req.query('before') ?? '')?.[0];
  const query = {
    ...toQuery(filter),
    before: before === undefined ? undefined : Number(before),
    limit: pageSize,
  };
  const facts = await listAudit(web.read, query);
  const last = facts.length === pageSize ? facts.at(-1)?.id : undefined;
  const older = new URLSearchParams({ ...filter, before: String(last) });
  const page = (
    <AuditPage
      csrf={c.get('csrf')}
      rows={facts.map(await describer(web))}
      filter={filter}
      users={await listUsers(web.read)}
      csvUrl={`${path}/file?${new URLSearchParams({ ...filter })}`}
      olderUrl={last === undefined ? undefined : `${path}?${older}`}
      days={typed ?? String(await loadAuditDays(web.read))}
      error={error}
    />
  );
  const options = { title: t('Audit log'), active: 'settings' } as const;
  return renderPage(c, { ...options, status: error === undefined ? 200 : 422 }, page);
}

/** GET /settings/audit/file: all that the filter lets through, as CSV (RFC 4180). */
export function sendAudit(web: WebContext) {
  return async (c: WebRequest) => {
    const query = toQuery(readFilter(c));
    const describe = await describer(web);
    await web.desk.as(actorOf(c)).call('noteAuditExport', { filter: { ...readFilter(c) } });
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="audit.csv"');
    return stream(c, async (out) => {
      await out.write(writeCsvLine(['id', 'at', 'who', 'what', 'about', 'through', 'from', 'kind', 'data']));
      for (let before: number | undefined; ; ) {
        const facts = await listAudit(web.read, { ...query, before, limit: fileBatch });
        const lines = asText(() => facts.map((fact) => writeCsvLine(toCells(fact, describe(fact)))));
        await out.write(lines.join(''));
        before = facts.at(-1)?.id;
        if (facts.length < fileBatch) return;
      }
    });
  };
}

function readFilter(c: WebRequest): AuditFilter {
  const text = (name: string) => c.req.query(name) ?? '';
  const dayOf = (name: string) => /^\d{4}-\d{2}-\d{2}$/.exec(text(name))?.[0] ?? '';
  const subject = Object.hasOwn(auditSubjects, text('subject')) ? text('subject') : '';
  const user = /^\d{1,15}$/.exec(text('user'))?.[0] ?? '';
  const origin = /^[\da-f.:]{2,45}$/i.exec(text('origin').trim())?.[0] ?? '';
  return { subject, user, origin, from: dayOf('from'), until: dayOf('until') };
}

/** Days are those of UTC; the last one counts whole. */
function toQuery({ subject, user, origin, from, until }: AuditFilter): Omit<AuditQuery, 'before' | 'limit'> {
  const at = (text: string, more = 0) => {
    const time = Date.parse(`${text}T00:00:00Z`);
    return Number.isNaN(time) ? undefined : new Date(time + more);
  };
  return {
    subject: subject === '' ? undefined : (subject as AuditSubject),
    userId: user === '' ? undefined : Number(user),
    origin: origin === '' ? undefined : origin,
    from: at(from),
    until: at(until, day),
  };
}

async function describer(web: WebContext): Promise<(fact: StoredFact) => AuditRow> {
  const users = new Map((await listUsers(web.read)).map(({ id, name }) => [id, name]));
  const channels = new Map((await listChannels(web.read)).map(({ id, name }) => [id, name]));
  const groups = new Map((await listGroups(web.read)).map(({ id, name }) => [id, name]));
  const addresses = new Map((await listAllEmailAddresses(web.read)).map(({ id, address }) => [id, address]));
  const names = { users, channels, groups, addresses };
  const nameOf = (names: ReadonlyMap<number, string>, kind: string, id: number | undefined) =>
    id === undefined ? [] : [names.get(id) ?? `${kind} ${id}`];
  return (fact) => {
    const { id, at, actor, userId, channelId, groupId, customerId } = fact;
    const address =
      'address' in fact.data && typeof fact.data.address === 'string' ? [fact.data.address] : [];
    const about = [
      ...nameOf(users, t('user'), userId),
      ...nameOf(channels, t('channel'), channelId),
      ...nameOf(groups, t('group'), groupId),
      ...(customerId === undefined ? [] : [t('customer {customerId}', { customerId })]),
    ];
    // Who signs in is nobody yet: it is told as his doing.
    const himself = actor.kind === 'visitor' && userId !== undefined ? users.get(userId) : undefined;
    return {
      id,
      at,
      who: himself ?? nameActor(actor),
      what: describeFact(nameChangedThings(fact, names)),
      about: about.join(', '),
      through: actor.via,
      from: fact.origin ?? address[0] ?? '',
    };
  };
}

function toCells(fact: StoredFact, { id, at, who, what, about, through, from }: AuditRow): string[] {
  return [
    String(id),
    at.toISOString(),
    who,
    what,
    about,
    through,
    from,
    fact.kind,
    JSON.stringify(fact.data),
  ];
}

import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Layout, type Section } from '../../views/layout.tsx';
import type { ClockState } from '../domain/clock-state.ts';
import { describeDisk } from '../domain/disk-room.ts';
import { assetUrls } from './assets.ts';
import type { WebRequest } from './context.ts';
import { takeNotice } from './notice.ts';

interface PageOptions {
  readonly title: string;
  readonly active?: Section;
  readonly status?: ContentfulStatusCode;
  /** Uses the whole width, for lists and tickets. */
  readonly isWide?: boolean;
  /** The ticket that the page shows. */
  readonly ticketNumber?: number;
}

/** A whole document for a signed-in person. */
export async function renderPage(c: WebRequest, options: PageOptions, body: Child): Promise<Response> {
  const user = c.get('user');
  const [unread, troubled, quarantine, disk, troubles, strays] = await loadHeadCounts(c);
  const page = (
    <Layout
      title={options.title}
      active={options.active}
      isWide={options.isWide ?? false}
      assets={assetUrls}
      user={{ name: user.name, isAdmin: user.role === 'admin' }}
      csrf={c.get('csrf')}
      eventCount={c.get('eventCount')}
      notice={takeNotice(c)}
      url={new URL(c.req.url).pathname + new URL(c.req.url).search}
      unreadCount={unread}
      troubledCount={troubled}
      troubles={troubles}
      strays={strays}
      quarantineCount={quarantine}
      ticketNumber={options.ticketNumber}
      clock={dropOld(c.get('clock'))}
      disk={describeDisk(disk)}
    >
      {body}
    </Layout>
  );
  return c.html(page, options.status ?? 200);
}

const shownMilliseconds = 86_400_000;

/** A day is enough to see it. */
function dropOld({ jump, ahead }: ClockState): ClockState {
  const isFresh = jump !== undefined && Math.abs(Date.now() - jump.at) < shownMilliseconds;
  return { jump: isFresh ? jump : undefined, ahead };
}

/** What the head of every page shows. A page that reads much may ask for it beside the rest: it is read once. */
export function loadHeadCounts(c: WebRequest) {
  return Promise.all([
    c.get('countUnread')(),
    c.get('countTroubled')(),
    c.get('countQuarantine')(),
    c.get('disk')(),
    c.get('loadTroubles')(),
    c.get('listStrays')(),
  ]);
}

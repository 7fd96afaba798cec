import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ClockState } from '../src/domain/clock-state.ts';
import type { DiskWarning } from '../src/domain/disk-room.ts';
import type { StrayItem } from './channels/stray-lines.tsx';
import { ChannelsLink, type TroubleItem, TroubleNotice } from './channels/trouble-notice.tsx';
import { ClockNotice } from './clock-notice.tsx';
import { DiskNotice } from './disk-notice.tsx';
import { CsrfField } from './form.tsx';
import { Icon, type IconName } from './icon.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Bell } from './notifications/bell.tsx';
import { OutboxLink } from './outbox/link.tsx';
import { QuarantineLink } from './quarantine/link.tsx';
import { listScriptWords } from './script-words.ts';
import { Palette } from './search/palette.tsx';
import { currentLanguage, currentTimeZone, t } from './words.ts';

export type Section = 'tickets' | 'customers' | 'outbox' | 'reports' | 'channels' | 'quarantine' | 'settings';

export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly passkeyScript: string;
  readonly icon: string;
}

interface LeftNotice {
  readonly text: string;
  /** It says why nothing was done. */
  readonly isRefusal: boolean;
  readonly undo: readonly string[];
  /** The number of a ticket that was merged; 0 for none. */
  readonly merged: number;
}

interface LayoutProps {
  readonly title: string;
  readonly active: Section | undefined;
  readonly isWide: boolean;
  readonly assets: Assets;
  readonly user: { readonly name: string; readonly isAdmin: boolean };
  readonly csrf: string;
  /** How many of the desk's events the page knows of; undefined where it follows none. */
  readonly eventCount: number | undefined;
  /** What the page before has left, and what takes it back. */
  readonly notice: LeftNotice | undefined;
  /** The address of this page. */
  readonly url: string;
  /** What the person was told and has not read. */
  readonly unreadCount: number;
  /** Mailboxes that do not work, of those that the person has to do with. */
  readonly troubles: readonly TroubleItem[];
  /** Mail that nobody fetches, in those mailboxes. */
  readonly strays: readonly StrayItem[];
  /** Messages in the outbox that failed, wait for long, or whose fate is unknown. */
  readonly troubledCount: number;
  /** Mail that waits for an admin's decision; 0 for everybody else. */
  readonly quarantineCount: number;
  /** The ticket that the page shows: others who have it open are told. */
  readonly ticketNumber: number | undefined;
  readonly clock: ClockState;
  /** What is wrong with the disk of the data file. */
  readonly disk: DiskWarning | undefined;
  readonly children?: Child;
}

/** The whole document around a page for a signed-in person. */
export function Layout(props: LayoutProps) {
  const { eventCount, ticketNumber, notice } = props;
  const ofTicket = ticketNumber === undefined ? '' : `&ticket=${ticketNumber}`;
  return (
    <Document title={props.title} assets={props.assets} csrf={props.csrf}>
      <a class="skip-link" href="#content">
        {t('Skip to content')}
      </a>
      <header class="site-header">
        <a class="brand" href="/tickets">
          <Icon name="mailbox" /> Postroom
        </a>
        <MainNav {...props} />
        <Bell count={props.unreadCount} />
        <PaletteButton />
        <KeyboardButton />
        <SignOut user={props.user} csrf={props.csrf} />
      </header>
      {eventCount !== undefined && <div hidden hx-sse:connect={`/events?since=${eventCount}${ofTicket}`} />}
      <ClockNotice clock={props.clock} />
      {props.disk !== undefined && <DiskNotice warning={props.disk} />}
      <TroubleNotice troubles={props.troubles} strays={props.strays} isAdmin={props.user.isAdmin} />
      {notice !== undefined && <Flash {...notice} url={props.url} csrf={props.csrf} />}
      <main id="content" class={props.isWide ? 'wide' : 'narrow'}>
        {props.children}
      </main>
      <KeyboardHelp />
      <Palette />
    </Document>
  );
}

function Flash(props: LeftNotice & { url: string; csrf: string }) {
  return (
    <div class={props.isRefusal ? 'flash refusal' : 'flash'} role="status">
      {props.text}
      {props.undo.length > 0 && (
        <form method="post" action="/ticket-changes/undo">
          <CsrfField token={props.csrf} />
          <input type="hidden" name="undo" value={props.undo.join(' ')} />
          <input type="hidden" name="back" value={props.url} />
          <button type="submit">{t('Undo')}</button>
        </form>
      )}
      {props.merged > 0 && (
        <form method="post" action={`/tickets/${props.merged}/separation`}>
          <CsrfField token={props.csrf} />
          <button type="submit">{t('Undo')}</button>
        </form>
      )}
    </div>
  );
}

/** Those that do not work, and those that seem to fetch the wrong folder. */
function countChannels(troubles: readonly TroubleItem[], strays: readonly StrayItem[]): number {
  const wrong = strays.filter(({ use }) => use === 'inbox');
  return new Set([...troubles, ...wrong].map(({ channelId }) => channelId)).size;
}

function MainNav({ active, user, troubledCount, quarantineCount, troubles, strays }: LayoutProps) {
  return (
    <nav aria-label={t('Main')}>
      <NavLink href="/tickets" icon="inbox" label={t('Tickets')} isActive={active === 'tickets'} />
      <NavLink href="/customers" icon="users" label={t('Customers')} isActive={active === 'customers'} />
      <OutboxLink count={troubledCount} isActive={active === 'outbox'} />
      <NavLink href="/reports" icon="chart" label={t('Reports')} isActive={active === 'reports'} />
      {user.isAdmin && (
        <ChannelsLink count={countChannels(troubles, strays)} isActive={active === 'channels'} />
      )}
      {user.isAdmin && <QuarantineLink count={quarantineCount} isActive={active === 'quarantine'} />}
      {user.isAdmin && (
        <NavLink
          href="/settings/microsoft"
          icon="settings"
          label={t('Settings')}
          isActive={active === 'settings'}
        />
      )}
    </nav>
  );
}

function PaletteButton() {
  return (
    <button
      type="button"
      class="quiet keyboard-button needs-script"
      data-palette
      title={t('Go to, find or do (Ctrl+K)')}
      aria-label={t('Go to, find or do')}
    >
      <Icon name="search" />
    </button>
  );
}

function KeyboardButton() {
  return (
    <button
      type="button"
      class="quiet keyboard-button needs-script"
      data-keyboard-help
      title={t('Keys (?)')}
      aria-label={t('Keys')}
    >
      <Icon name="keyboard" />
    </button>
  );
}

function SignOut({ user, csrf }: Pick<LayoutProps, 'user' | 'csrf'>) {
  return (
    <form class="sign-out" method="post" action="/logout">
      <CsrfField token={csrf} />
      <a class="user-name" href="/account" title={t('Your account')}>
        <Icon name="account" /> <span>{user.name}</span>
      </a>
      <button type="submit" class="quiet" title={t('Sign out')} aria-label={t('Sign out')}>
        <Icon name="log-out" />
      </button>
    </form>
  );
}

export function Document(props: { title: string; assets: Assets; csrf?: string; children?: Child }) {
  const scriptWords = listScriptWords();
  const headers =
    props.csrf === undefined
      ? {}
      : { 'hx-headers:inherited': JSON.stringify({ 'X-CSRF-Token': props.csrf }) };
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={currentLanguage()} data-zone={currentTimeZone() || undefined}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta
            name="htmx-config"
            content='{"includeIndicatorCSS":false,"morphIgnore":["data-htmx-powered","open"]}'
          />
          {scriptWords !== undefined && <meta name="script-words" content={scriptWords} />}
          <title>{t('{title} · Postroom', { title: props.title })}</title>
          <link rel="icon" href={props.assets.icon} type="image/svg+xml" />
          <link rel="manifest" href="/manifest.webmanifest" />
          <link rel="stylesheet" href={props.assets.style} />
          <script src={props.assets.script} defer></script>
        </head>
        <body {...headers}>{props.children}</body>
      </html>
    </>
  );
}

function NavLink(props: { href: string; icon: IconName; label: string; isActive: boolean }) {
  return (
    <a href={props.href} aria-current={props.isActive ? 'page' : undefined}>
      <Icon name={props.icon} /> <span>{props.label}</span>
    </a>
  );
}

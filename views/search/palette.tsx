import { nameCustomer } from '../customer-name.ts';
import { Icon, type IconName } from '../icon.tsx';
import { settingsPages } from '../settings-nav.tsx';
import { t } from '../words.ts';
import type { SavedViewItem } from './view-tabs.tsx';

interface Place {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  /** What else it may be called. */
  readonly also?: string;
}

const places = (): readonly Place[] => [
  { href: '/tickets', label: t('Tickets'), icon: 'inbox', also: t('list queue') },
  { href: '/tickets?view=mine', label: t('My tickets'), icon: 'inbox' },
  { href: '/tickets?view=unassigned', label: t('Unassigned tickets'), icon: 'inbox' },
  { href: '/tickets/new', label: t('New ticket'), icon: 'plus', also: t('write mail') },
  { href: '/saved-views', label: t('Saved searches'), icon: 'search', also: 'views' },
  { href: '/customers', label: t('Customers'), icon: 'users' },
  { href: '/junk', label: t('In the junk folder'), icon: 'inbox', also: 'spam junk' },
  { href: '/outbox', label: t('Outbox'), icon: 'send', also: t('sent mail') },
  { href: '/reports', label: t('Reports'), icon: 'chart', also: t('figures statistics') },
  { href: '/notifications', label: t('Notifications'), icon: 'bell' },
  { href: '/account', label: t('Your account'), icon: 'account', also: t('password sessions language time') },
  { href: '/trace', label: t('Where is my mail?'), icon: 'search', also: 'trace' },
];

const adminPlaces = (): readonly Place[] => [
  { href: '/channels', label: t('Channels'), icon: 'plug', also: 'mailboxes' },
  { href: '/channels/new/email', label: t('Add e-mail account'), icon: 'plug', also: t('imap smtp') },
  { href: '/quarantine', label: t('Quarantine'), icon: 'quarantine' },
  ...settingsPages().map(({ name, href, label }) => ({
    href,
    label: t('Settings: {label}', { label }),
    icon: 'settings' as const,
    also: settingsAlso()[name] ?? '',
  })),
];

const settingsAlso = (): Readonly<Record<string, string>> => ({
  microsoft: t('entra azure'),
  users: t('agents people'),
  groups: t('signature access'),
  filters: 'rules',
  'canned-answers': 'templates',
  sending: t('undo limits'),
  'sign-in': 'sso',
  webhooks: 'slack teams',
});

interface PaletteResultsProps {
  readonly words: string;
  readonly isAdmin: boolean;
  readonly views: readonly SavedViewItem[];
  readonly tickets: readonly {
    readonly number: number;
    readonly subject: string;
    readonly customer: string;
  }[];
  readonly customers: readonly { readonly id: number; readonly name: string; readonly email: string }[];
}

/** What fits the words, in groups; views/assets/palette.js puts what the page itself can do before it. */
export function PaletteResults({ words, isAdmin, views, tickets, customers }: PaletteResultsProps) {
  const fits = (text: string) =>
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.toLowerCase().includes(word));
  const known = [...places(), ...(isAdmin ? adminPlaces() : [])];
  return (
    <>
      {known
        .filter(({ label, also = '' }) => fits(`${label} ${also}`))
        .map(({ href, label, icon }) => (
          <Found href={href} icon={icon} label={label} />
        ))}
      {views
        .filter(({ name }) => fits(name))
        .map(({ name, query }) => (
          <Found href={`/tickets?${new URLSearchParams({ q: query })}`} icon="search" label={name} />
        ))}
      {tickets.map(({ number, subject, customer }) => (
        <Found
          href={`/tickets/${number}`}
          icon="inbox"
          label={subject || t('(no subject)')}
          note={customer === '' ? `#${number}` : `#${number} ${customer}`}
        />
      ))}
      {customers.map(({ id, name, email }) => (
        <Found href={`/customers/${id}`} icon="users" label={nameCustomer(name, email)} note={email} />
      ))}
      {words !== '' && (
        <Found
          href={`/tickets?${new URLSearchParams({ q: words })}`}
          icon="search"
          label={t('Search all tickets for “{words}”', { words })}
        />
      )}
    </>
  );
}

function Found({ href, icon, label, note }: { href: string; icon: IconName; label: string; note?: string }) {
  return (
    <div role="option" tabIndex={-1} aria-selected="false" data-href={href}>
      <Icon name={icon} /> <bdi>{label}</bdi> {note !== undefined && <small>{note}</small>}
    </div>
  );
}

/** Opened with Ctrl+K: type where to go, what to find or what to do. */
export function Palette() {
  return (
    <dialog id="palette" aria-label={t('Go to, find or do')}>
      <input
        id="palette-words"
        name="q"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-found"
        aria-autocomplete="list"
        aria-label={t('Go to, find or do')}
        placeholder={t('A page, a ticket, a customer, or what to do')}
        autocomplete="off"
        spellcheck={false}
        hx-get="/palette"
        hx-trigger="input changed delay:120ms, palette-open"
        hx-target="#palette-found"
        hx-swap="innerHTML"
      />
      <div id="palette-found" role="listbox" aria-label={t('What fits')}></div>
    </dialog>
  );
}

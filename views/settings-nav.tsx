import { t } from './words.ts';

/** In the order of their line. */
export const settingsPages = () =>
  [
    { name: 'microsoft', href: '/settings/microsoft', label: t('Microsoft 365 app') },
    { name: 'mail', href: '/settings/mail', label: t('Incoming mail') },
    { name: 'sending', href: '/settings/sending', label: t('Outgoing mail') },
    { name: 'alerts', href: '/settings/alerts', label: t('Alerts') },
    { name: 'filters', href: '/settings/filters', label: t('Filters') },
    { name: 'canned-answers', href: '/settings/canned-answers', label: t('Canned answers') },
    { name: 'groups', href: '/settings/groups', label: t('Groups') },
    { name: 'users', href: '/settings/users', label: t('Users') },
    { name: 'sign-in', href: '/settings/sign-in', label: t('Sign-in') },
    { name: 'language', href: '/settings/language', label: t('Language') },
    { name: 'webhooks', href: '/settings/webhooks', label: t('Webhooks') },
    { name: 'mcp', href: '/settings/mcp', label: t('MCP server') },
    { name: 'backups', href: '/settings/backups', label: t('Backups') },
    { name: 'zammad', href: '/settings/zammad', label: t('Coming from Zammad') },
    { name: 'audit', href: '/settings/audit', label: t('Audit log') },
  ] as const;

/** The pages under Settings, above each of them. A phone shows where one is, and the others when they are asked for. */
export function SettingsNav({ active }: { active: ReturnType<typeof settingsPages>[number]['name'] }) {
  return (
    <nav class="settings-nav" aria-label={t('Settings')}>
      {settingsPages().map(({ name, href, label }) => (
        <a href={href} aria-current={name === active ? 'page' : undefined}>
          {label}
        </a>
      ))}
      <label class="settings-more">
        <input type="checkbox" /> {t('All settings')}
      </label>
    </nav>
  );
}

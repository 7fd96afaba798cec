const pages = [
  { name: 'microsoft', href: '/settings/microsoft', label: 'Microsoft 365 app' },
  { name: 'mail', href: '/settings/mail', label: 'Incoming mail' },
  { name: 'sending', href: '/settings/sending', label: 'Outgoing mail' },
  { name: 'alerts', href: '/settings/alerts', label: 'Alerts' },
  { name: 'filters', href: '/settings/filters', label: 'Filters' },
  { name: 'canned-answers', href: '/settings/canned-answers', label: 'Canned answers' },
  { name: 'groups', href: '/settings/groups', label: 'Groups' },
  { name: 'users', href: '/settings/users', label: 'Users' },
  { name: 'sign-in', href: '/settings/sign-in', label: 'Sign-in' },
  { name: 'audit', href: '/settings/audit', label: 'Audit log' },
] as const;

/** The pages under Settings, above each of them. */
export function SettingsNav({ active }: { active: (typeof pages)[number]['name'] }) {
  return (
    <nav class="settings-nav" aria-label="Settings">
      {pages.map(({ name, href, label }) => (
        <a href={href} aria-current={name === active ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

import { t } from '../words.ts';
export interface ListedApp {
  readonly id: number;
  readonly name: string;
  readonly clientId: string;
  readonly tenant: string;
  readonly channels: number;
}

interface AppListProps {
  readonly apps: readonly ListedApp[];
  readonly shown: number | 'new';
}

/** The apps that are connected, where there are several or another one is about to come. */
export function AppList({ apps, shown }: AppListProps) {
  if (apps.length === 0) return null;
  return (
    <nav class="app-list" aria-label={t('Apps')}>
      <ul>
        {apps.map((app) => (
          <li>
            <a
              href={`/settings/microsoft?app=${app.id}`}
              aria-current={app.id === shown ? 'page' : undefined}
            >
              {nameApp(app)}
            </a>{' '}
            <small>
              {app.tenant === 'common' ? t('any tenant') : app.tenant}, {describeUse(app.channels)}
            </small>
          </li>
        ))}
        <li>
          <a href="/settings/microsoft?app=new" aria-current={shown === 'new' ? 'page' : undefined}>
            {t('Connect a further app')}
          </a>
        </li>
      </ul>
    </nav>
  );
}

export function nameApp({ name, clientId }: Pick<ListedApp, 'name' | 'clientId'>): string {
  return name === '' ? t('App {clientId}', { clientId: clientId.slice(0, 8) }) : name;
}

function describeUse(channels: number): string {
  return channels === 1 ? t('1 channel') : t('{channels} channels', { channels });
}

import { Notice } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

/** What an admin has to know of a restore. */
export interface ShownRestore {
  readonly at: Date;
  readonly isAccessKept: boolean;
  /** Customers who had been erased since the backup. */
  readonly broughtBack: readonly { readonly id: number; readonly email: string }[];
}

/** Says that a backup was put in the place of the data file, and what that has brought back. */
export function RestoreNotice({ at, isAccessKept, broughtBack }: ShownRestore) {
  const isFine = isAccessKept && broughtBack.length === 0;
  return (
    <Notice tone={isFine ? 'info' : 'warning'}>
      <p>
        <b>
          {rich('A backup was put in the place of the data file {time}.', {
            time: <Time at={at} isRelative />,
          })}
        </b>{' '}
        {isAccessKept
          ? t('Users, their passwords and rights, and API tokens stayed as they were.')
          : rich(
              'What was revoked or changed since the backup is not known: look through <a>users</a>, their API tokens and webhooks.',
              { a: (words) => <a href="/settings/users">{words}</a> },
            )}
      </p>
      {broughtBack.length > 0 && (
        <p>
          {t(
            '{count, plural, one {# customer who had been erased since the backup is here again. Erase him once more:} other {# customers who had been erased since the backup are here again. Erase them once more:}}',
            { count: broughtBack.length },
          )}{' '}
          {broughtBack.map(({ id, email }, index) => (
            <>
              {index > 0 && ', '}
              <a href={`/customers/${id}`}>{email}</a>
            </>
          ))}
        </p>
      )}
    </Notice>
  );
}

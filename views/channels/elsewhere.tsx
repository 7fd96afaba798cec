import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

/** A folder of the mailbox that the channel does not fetch. */
interface OtherFolderCount {
  readonly use: 'inbox' | 'junk';
  readonly folder: string;
  readonly messages: number;
  readonly unread: number;
  readonly countedAt: Date;
}

export interface ElsewhereProps {
  readonly id: number;
  readonly csrf: string;
  readonly folder: string;
  readonly folders: readonly OtherFolderCount[];
  /** Unread mail lies in the inbox, and nobody has said that it is none of the channel's business. */
  readonly isWrongFolder: boolean;
  /** Messages of known customers or open tickets in the junk folder. */
  readonly junk: number;
}

/** What lies in the mailbox beside the fetched folder. */
export function Elsewhere(props: ElsewhereProps) {
  const { folders, junk, isWrongFolder } = props;
  const [first] = folders;
  if (first === undefined) return null;
  return (
    <section class="elsewhere" aria-labelledby="elsewhere-heading">
      <h2 id="elsewhere-heading">{t('Elsewhere in this mailbox')}</h2>
      {isWrongFolder && <WrongFolder {...props} />}
      {junk > 0 && (
        <p class="notice warning">
          {t(
            '{count, plural, one {# message} other {# messages}} in the junk folder {count, plural, one {is} other {are}} from a customer or belong to an open ticket.',
            { count: junk },
          )}{' '}
          <a href="/junk">{t('Look and fetch')}</a>
        </p>
      )}
      <ul class="plain">
        {folders.map(({ folder, messages, unread }) => (
          <li>
            {rich('{b}: {messages, plural, one {# message} other {# messages}}, {unread} of them unread', {
              b: <b>{folder}</b>,
              messages,
              unread,
            })}
          </li>
        ))}
      </ul>
      <p class="hint">
        {rich(
          'Counted {time}; again every ten minutes, and with “Fetch now” and “Check connection”; the junk folder every few seconds while people work.',
          {
            time: <Time at={first.countedAt} isRelative />,
          },
        )}
      </p>
    </section>
  );
}

function WrongFolder({ id, csrf, folder, folders }: ElsewhereProps) {
  const inbox = folders.find(({ use }) => use === 'inbox');
  return (
    <div class="notice error">
      <p>
        <strong>{t('Is this the right folder?')}</strong>{' '}
        {t(
          'The channel fetches {folder}. In {inbox} {unread, plural, one {lies # unread message} other {lie # unread messages}} that nobody fetches.',
          { folder, inbox: inbox?.folder ?? 'INBOX', unread: inbox?.unread ?? 0 },
        )}
      </p>
      <div class="actions">
        <a class="button primary" href={`/channels/${id}/setup`}>
          {t('Change the folder')}
        </a>
        <form method="post" action={`/channels/${id}/right-folder`}>
          <CsrfField token={csrf} />
          <button type="submit">{t('{folder} is right', { folder })}</button>
        </form>
      </div>
    </div>
  );
}

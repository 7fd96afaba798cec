import { t } from '../words.ts';

/** Mail that nobody fetches: unread in an inbox that is not fetched, or of people that are known in the junk folder. */
export interface StrayItem {
  readonly channelId: number;
  readonly name: string;
  readonly use: 'inbox' | 'junk';
  readonly folder: string;
  readonly fetched: string;
  readonly count: number;
}

/** What lies astray, and who can do something about it: for admins with the button, for agents with what they can do. */
export function StrayLine({ stray, isAdmin }: { stray: StrayItem; isAdmin: boolean }) {
  return stray.use === 'inbox' ? <InboxLine {...stray} isAdmin={isAdmin} /> : <JunkLine {...stray} />;
}

function InboxLine(props: StrayItem & { isAdmin: boolean }) {
  const { channelId, name, fetched, folder, count, isAdmin } = props;
  return (
    <>
      <strong>{t('New mail to {name} may lie where nobody sees it', { name })}</strong>:{' '}
      {t(
        'Postroom fetches the folder {fetched}, and {count, plural, one {# unread message lies} other {# unread messages lie}} in {folder}.',
        { fetched, count, folder },
      )}{' '}
      {isAdmin ? (
        <a href={`/channels/${channelId}`}>{t('What to do')}</a>
      ) : (
        t('An admin can choose another folder.')
      )}
    </>
  );
}

function JunkLine({ name, folder, count }: StrayItem) {
  return (
    <>
      <strong>
        {t(
          '{count, plural, one {# message of somebody you know} other {# messages of people you know}} in the junk folder of {name}',
          { count, name },
        )}
      </strong>
      : {t('The mail server has put them into {folder}; they are not fetched by themselves.', { folder })}{' '}
      <a href="/junk">{t('Look and fetch')}</a>
    </>
  );
}

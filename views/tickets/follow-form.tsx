import { CsrfField } from '../form.tsx';
import { t } from '../words.ts';

interface FollowFormProps {
  readonly number: number;
  readonly userId: number;
  readonly csrf: string;
  readonly followers: readonly { readonly id: number; readonly name: string }[];
}

/** Whoever follows a ticket is told of it as its owner is. */
export function FollowForm({ number, userId, csrf, followers }: FollowFormProps) {
  const isFollowing = followers.some(({ id }) => id === userId);
  const others = followers.filter(({ id }) => id !== userId).map(({ name }) => name);
  return (
    <form method="post" action={`/tickets/${number}/following`} class="take">
      <CsrfField token={csrf} />
      <input type="hidden" name="follow" value={isFollowing ? 'off' : 'on'} />
      <button
        type="submit"
        class="link"
        title={t(
          'Answers to this ticket are told to you as to its owner, as you have chosen under Notifications.',
        )}
      >
        {isFollowing ? t('Do not follow any more') : t('Follow this ticket')}
      </button>
      {others.length > 0 && <small> {t('followed by {names}', { names: others.join(', ') })}</small>}
    </form>
  );
}

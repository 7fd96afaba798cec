import { CsrfField } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { Time } from '../time.tsx';
import type { TypedField } from '../typed-again.tsx';
import { t } from '../words.ts';

interface ChangedPageProps {
  readonly assets: Assets;
  readonly csrf: string;
  /** Where the form that was sent goes on to. */
  readonly action: string;
  /** The form as it was sent, unreadable here. */
  readonly sealed: string;
  readonly news: readonly { readonly at: Date; readonly who: string; readonly what: string }[];
  /** What was written in sentences, to be taken along; never a secret. */
  readonly typed: readonly TypedField[];
  /** The page as it is now; undefined where there is none. */
  readonly page: string | undefined;
}

/** Before what others have changed meanwhile is changed again. */
export function ChangedPage({ assets, csrf, action, sealed, news, typed, page }: ChangedPageProps) {
  return (
    <PlainLayout title={t('Somebody else has changed this meanwhile')} assets={assets} isWide>
      <p>{t('Your page is older than that, so nothing was done yet. What happened since:')}</p>
      <ul>
        {news.map(({ at, who, what }) => (
          <li>
            <Time at={at} /> <strong>{who}</strong>: {what}
          </li>
        ))}
      </ul>
      {typed.map(({ name, value }) => (
        <textarea readonly rows={6} aria-label={t('What you typed ({name})', { name })}>
          {value}
        </textarea>
      ))}
      <form method="post" action={action} class="stack">
        <CsrfField token={csrf} />
        <input type="hidden" name="sealed" value={sealed} />
        <p>
          {t('Nothing of what you typed is lost. It counts in place of theirs if you do it all the same.')}
        </p>
        <div class="actions">
          <button type="submit" name="known" value="on">
            {t('Do it all the same')}
          </button>
        </div>
      </form>
      <p>
        <a href={page ?? '/'}>
          {page === undefined ? t('Go to the start page') : t('Leave it, and see how it is now')}
        </a>
      </p>
    </PlainLayout>
  );
}

import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

interface TagFormsProps {
  readonly number: number;
  readonly csrf: string;
  readonly tags: readonly string[];
  readonly canAnswer: boolean;
}

/** The tags of a ticket; each leads to its ticket list. */
export function TagForms({ number, csrf, tags, canAnswer }: TagFormsProps) {
  return (
    <div class="tags">
      {tags.length > 0 && (
        <ul aria-label={t('Tags')}>
          {tags.map((tag) => (
            <li>
              <a href={`/tickets?${new URLSearchParams({ q: `tag:"${tag}"` })}`}>{tag}</a>
              {canAnswer && (
                <form method="post" action={`/tickets/${number}/removed-tags`}>
                  <CsrfField token={csrf} />
                  <button
                    type="submit"
                    name="tag"
                    value={tag}
                    class="link"
                    aria-label={t('Take off the tag {tag}', { tag })}
                  >
                    ×
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      {canAnswer && (
        <form method="post" action={`/tickets/${number}/tags`} class="pick">
          <CsrfField token={csrf} />
          <label for="new-tag">{t('Tag')}</label>
          <input id="new-tag" name="tag" maxlength={200} required autocomplete="off" />
          <button type="submit" title={t('Add')}>
            <Icon name="plus" />
            <span class="visually-hidden">{t('Add')}</span>
          </button>
        </form>
      )}
    </div>
  );
}

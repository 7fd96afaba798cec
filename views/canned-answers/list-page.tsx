import { Icon } from '../icon.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';

interface ListPageProps {
  readonly items: readonly {
    readonly id: number;
    readonly name: string;
    readonly text: string;
    /** Names; none: all. */
    readonly groups: readonly string[];
  }[];
}

/** All texts that agents can put into an answer. */
export function CannedAnswerListPage({ items }: ListPageProps) {
  return (
    <>
      <SettingsNav active="canned-answers" />
      <div class="page-head">
        <h1>{t('Canned answers')}</h1>
        {items.length > 0 && <NewButton />}
      </div>
      <p class="lead">
        {t(
          'Texts that agents put into a reply or a new ticket, with a button or Ctrl+; (semicolon). The names of customer, agent, group and ticket fill themselves in.',
        )}
      </p>
      {items.length === 0 ? (
        <div class="empty">
          <Icon name="note" />
          <h2>{t('No canned answers yet')}</h2>
          <p>{t('Begin with what your team writes most often.')}</p>
          <NewButton />
        </div>
      ) : (
        <ul class="canned-list">
          {items.map(({ id, name, text, groups }) => (
            <li>
              <a href={`/settings/canned-answers/${id}`}>{name}</a>
              <small>{groups.length === 0 ? t('in all groups') : groups.join(', ')}</small>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NewButton() {
  return (
    <a class="button primary" href="/settings/canned-answers/new">
      {t('New canned answer')}
    </a>
  );
}

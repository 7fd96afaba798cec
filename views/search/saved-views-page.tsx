import { CsrfField } from '../form.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { rich, t } from '../words.ts';

interface ManagedView {
  readonly id: number;
  readonly name: string;
  readonly query: string;
  readonly groupId: number | null;
  readonly group: string | null;
  readonly canChange: boolean;
}

interface SavedViewsPageProps {
  readonly csrf: string;
  readonly views: readonly ManagedView[];
  /** Those that the person can share a view with. */
  readonly groups: readonly { readonly id: number; readonly name: string }[];
}

/** The person's saved searches and those of his groups, in the order in which they stand above the list. */
export function SavedViewsPage({ csrf, views, groups }: SavedViewsPageProps) {
  return (
    <>
      <h1>{t('Saved searches')}</h1>
      {views.length === 0 ? (
        <div class="empty">
          <Icon name="search" />
          <h2>{t('No search is saved yet')}</h2>
          <p>{t('Search for something; below what it finds you can keep it as a view of the list.')}</p>
          <a href="/tickets">{t('To the tickets')}</a>
        </div>
      ) : (
        <ol class="managed-views">
          {views.map((view, index) => (
            <li>
              <Place csrf={csrf} view={view} isFirst={index === 0} isLast={index === views.length - 1} />
              <span>
                <a href={`/tickets?${new URLSearchParams({ q: view.query })}`}>{view.name}</a>
                <small class="below">{view.query}</small>
              </span>
              <Sharing csrf={csrf} view={view} groups={groups} />
              {view.canChange && (
                <form method="post" action={`/saved-views/${view.id}/deletion`}>
                  <CsrfField token={csrf} />
                  <input type="hidden" name="back" value="views" />
                  <button type="submit" class="quiet">
                    {rich('Remove{name}', { name: <span class="visually-hidden"> {view.name}</span> })}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Place(props: { csrf: string; view: ManagedView; isFirst: boolean; isLast: boolean }) {
  const { csrf, view, isFirst, isLast } = props;
  if (!view.canChange) return <span />;
  const step = (value: 'up' | 'down', icon: IconName, label: string, isOff: boolean) => (
    <button type="submit" name="step" value={value} class="quiet" disabled={isOff}>
      <Icon name={icon} />
      <span class="visually-hidden">{label}</span>
    </button>
  );
  return (
    <form method="post" action={`/saved-views/${view.id}/position`} class="view-place">
      <CsrfField token={csrf} />
      {step('up', 'arrow-up', t('Move {name} up', { name: view.name }), isFirst)}
      {step('down', 'arrow-down', t('Move {name} down', { name: view.name }), isLast)}
    </form>
  );
}

function Sharing({
  csrf,
  view,
  groups,
}: { csrf: string; view: ManagedView } & Pick<SavedViewsPageProps, 'groups'>) {
  if (!view.canChange) return <small>{t('of {group}', { group: view.group ?? '' })}</small>;
  return (
    <form method="post" action={`/saved-views/${view.id}/group`} class="pick" data-submit-on-change>
      <CsrfField token={csrf} />
      <label class="visually-hidden" for={`share-${view.id}`}>
        {t('Who sees {name}', { name: view.name })}
      </label>
      <select id={`share-${view.id}`} name="group">
        <option value="">{t('Only me')}</option>
        {groups.map(({ id, name }) => (
          <option value={String(id)} selected={id === view.groupId}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit">{t('Change')}</button>
    </form>
  );
}

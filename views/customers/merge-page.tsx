import { nameCustomer } from '../customer-name.ts';
import { CsrfField, Notice, Submit } from '../form.tsx';
import { SearchField } from '../search-field.tsx';
import { rich, t } from '../words.ts';
import { BehindNotice } from './behind-notice.tsx';
import type { CustomerItem } from './list-page.tsx';

interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly blockedAt: Date | null;
}

type MergedPerson = Person & { readonly addresses: readonly string[]; readonly tickets: number };

interface MergePageProps {
  readonly csrf: string;
  readonly into: Person;
  readonly words: string;
  readonly isBehind: boolean;
  readonly candidates: readonly CustomerItem[];
  /** The chosen one, with what would move. */
  readonly from: MergedPerson | undefined;
}

/** Two customers who are one person: the choice of the other, then the preview. */
export function MergePage({ csrf, into, words, isBehind, candidates, from }: MergePageProps) {
  const name = nameCustomer(into.name, into.email);
  return (
    <>
      <p class="crumb">
        <a href={`/customers/${into.id}`}>{name}</a>
      </p>
      <h1>{t('Merge another customer into {name}', { name })}</h1>
      {from !== undefined && from.id !== into.id && <Preview csrf={csrf} into={into} from={from} />}
      <OtherSearch into={into} words={words} />
      <BehindNotice isBehind={isBehind} />
      {candidates.length === 0 && (
        <p class="hint">{t('Nobody else fits; search for a name or an address.')}</p>
      )}
      <Candidates into={into} words={words} candidates={candidates} />
    </>
  );
}

/** What would move, before it does. */
function Preview({ csrf, into, from }: { csrf: string; into: Person; from: MergedPerson }) {
  const name = nameCustomer(into.name, into.email);
  return (
    <form method="post" action={`/customers/${into.id}/merges`} class="goes">
      <CsrfField token={csrf} />
      <input type="hidden" name="from" value={String(from.id)} />
      <p>
        {rich(
          '{strong} will be gone. {tickets} {tickets, plural, one {ticket} other {tickets}}, the notes and these addresses go to {name} ({email}):',
          {
            strong: (
              <strong>
                <bdi>{nameCustomer(from.name, from.email)}</bdi>
              </strong>
            ),
            tickets: from.tickets,
            name: <strong>{name}</strong>,
            email: into.email,
          },
        )}
      </p>
      <ul>
        {from.addresses.map((address) => (
          <li>{address}</li>
        ))}
      </ul>
      <p class="hint">{t('This cannot be undone.')}</p>
      <BlockNotice into={into} from={from} />
      <Submit label={t('Merge')} />
    </form>
  );
}

/** Mail that is kept out of one is kept out of both. */
function BlockNotice({ into, from }: { into: Person; from: Person }) {
  if ((into.blockedAt === null) === (from.blockedAt === null)) return null;
  const [blocked, other] = into.blockedAt === null ? [from, into] : [into, from];
  return (
    <Notice tone="warning">
      {t(
        'Mail of {blocked} is blocked. After the merge mail of {other} is blocked, too: it is kept in closed tickets.',
        { blocked: blocked.email, other: other.email },
      )}
    </Notice>
  );
}

function OtherSearch({ into, words }: Pick<MergePageProps, 'into' | 'words'>) {
  return (
    <search>
      <form class="search" action={`/customers/${into.id}/merges`} method="get">
        <SearchField
          id="merge-search"
          label={t('Search the other customer')}
          words={words}
          placeholder={t('Name or address')}
        />
      </form>
    </search>
  );
}

function Candidates({ into, words, candidates }: Pick<MergePageProps, 'into' | 'words' | 'candidates'>) {
  return (
    <ul class="hits">
      {candidates.map((each) => (
        <li>
          <a
            href={`/customers/${into.id}/merges?${new URLSearchParams({ q: words, from: String(each.id) })}`}
          >
            <bdi>{nameCustomer(each.name, each.email)}</bdi>
          </a>
          <p class="hit-facts">
            <span>{each.email}</span>
            <span>
              {each.tickets} {each.tickets === 1 ? t('ticket') : t('tickets')}
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}

import type { TokenScope } from '../../src/domain/token-scope.ts';
import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { TokenForm, type TokenFormProps } from './token-form.tsx';

interface TokensPageProps extends TokenFormProps {
  readonly tokens: readonly {
    readonly id: number;
    readonly name: string;
    readonly owner: string;
    readonly scopes: readonly TokenScope[];
    /** Names; undefined: all of the owner's. */
    readonly groups: readonly string[] | undefined;
    readonly expiresAt: Date;
    readonly lastUsedAt: Date | null;
    readonly state: 'good' | 'ended' | 'revoked';
  }[];
  /** Said once, straight after it was made. */
  readonly fresh: string | undefined;
}

/** A user's API tokens; an admin's page lists those of all. */
export function TokensPage(props: TokensPageProps) {
  return (
    <>
      <h1>{t('API tokens')}</h1>
      <p class="lead">
        {rich(
          'Programs sign in with a token. It may never do more than its owner. What they can do stands in the <a>API reference</a>.',
          { a: (words) => <a href="/api/v1/docs">{words}</a> },
        )}
      </p>
      {props.fresh !== undefined && <FreshToken token={props.fresh} />}
      {props.tokens.length === 0 ? (
        <p class="empty">{t('There is no token yet.')}</p>
      ) : (
        <ul class="sessions">
          {props.tokens.map((token) => (
            <Token csrf={props.csrf} {...token} />
          ))}
        </ul>
      )}
      <TokenForm {...props} />
    </>
  );
}

function FreshToken({ token }: { token: string }) {
  return (
    <div class="notice" role="status">
      <p>
        <label for="fresh-token">{t('Copy the token now; it is not shown again.')}</label>
      </p>
      <input id="fresh-token" type="text" readonly value={token} spellcheck={false} />
    </div>
  );
}

function Token(props: { csrf: string } & TokensPageProps['tokens'][number]) {
  const { id, name, owner, scopes, groups, expiresAt, lastUsedAt, state } = props;
  return (
    <li>
      <span>
        {name} {state !== 'good' && <span class="badge">{state}</span>}
        <small>
          {rich('{owner}: {scopes}{more}; until {time}, {part}', {
            owner,
            scopes: scopes.join(', '),
            more: groups !== undefined && t(' in {groups}', { groups: groups.join(', ') }),
            time: <Time at={expiresAt} />,
            part:
              lastUsedAt === null ? (
                t('never used')
              ) : (
                <>{rich('last used {time}', { time: <Time at={lastUsedAt} isRelative /> })}</>
              ),
          })}
        </small>
      </span>
      {state === 'good' && (
        <form method="post" action={`/account/tokens/${id}/revocation`}>
          <CsrfField token={props.csrf} />
          <button type="submit">
            {rich('End<span> the token {name}</span>', {
              name,
              span: (words) => <span class="visually-hidden">{words}</span>,
            })}
          </button>
        </form>
      )}
    </li>
  );
}

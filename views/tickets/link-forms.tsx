import { CsrfField } from '../form.tsx';
import { rich, t } from '../words.ts';
import { Mentions, type TicketMention } from './mentions.tsx';

interface LinkFormsProps {
  readonly number: number;
  readonly csrf: string;
  readonly canAnswer: boolean;
  readonly canMove: boolean;
  readonly isMerged: boolean;
  readonly merged: readonly TicketMention[];
  readonly links: readonly (TicketMention & { readonly reason: string })[];
}

/** What a ticket is linked to and merged with, and how to change that. */
export function LinkForms(props: LinkFormsProps) {
  const { number, csrf, canAnswer, canMove, isMerged } = props;
  const hasAny = props.links.length + props.merged.length > 0 || isMerged;
  if (!hasAny && !canAnswer) return null;
  return (
    <section aria-label={t('Linked tickets')}>
      <Mentions
        title={t('Linked')}
        items={props.links}
        action={(item) =>
          canAnswer && (
            <form method="post" action={`/tickets/${number}/removed-links`}>
              <CsrfField token={csrf} />
              <input type="hidden" name="number" value={String(item.number)} />
              <button type="submit" class="link">
                {rich('Unlink{number}', { number: <span class="visually-hidden"> #{item.number}</span> })}
              </button>
            </form>
          )
        }
      />
      <Mentions title={t('Merged into this one')} items={props.merged} />
      {canAnswer && !isMerged && <NewLink number={number} csrf={csrf} canMove={canMove} />}
    </section>
  );
}

export interface MergedInto {
  /** Undefined where the viewer may not see it. */
  readonly mergedInto: TicketMention | undefined;
  readonly canMove: boolean;
  readonly csrf: string;
}

/** Stands in the place of the messages: they are elsewhere. */
export function MergedNote({ number, csrf, canMove, mergedInto }: MergedInto & { number: number }) {
  return (
    <div class="notice info">
      <p>
        {mergedInto === undefined ? (
          t('This ticket was merged into one that is not for you.')
        ) : (
          <>
            {rich(
              'This ticket was merged into {number}. Its messages stand there, and answers to it arrive there.',
              {
                number: (
                  <a href={`/tickets/${mergedInto.number}`}>
                    #{mergedInto.number} <bdi>{mergedInto.subject}</bdi>
                  </a>
                ),
              },
            )}
          </>
        )}
      </p>
      {canMove && (
        <form method="post" action={`/tickets/${number}/separation`}>
          <CsrfField token={csrf} />
          <button type="submit">{t('Undo the merge')}</button>
        </form>
      )}
    </div>
  );
}

function NewLink({ number, csrf, canMove }: Pick<LinkFormsProps, 'number' | 'csrf' | 'canMove'>) {
  return (
    <form method="post" action={`/tickets/${number}/links`} class="link-form">
      <CsrfField token={csrf} />
      <label for="other-number">{t('Other ticket')}</label>
      <input id="other-number" name="number" placeholder={t('Number or words')} required autocomplete="off" />
      <button type="submit">{t('Link')}</button>
      {canMove && (
        <button
          type="submit"
          formaction={`/tickets/${number}/merge`}
          title={t('Everything of this ticket moves there; it can be undone')}
        >
          {t('Merge into it')}
        </button>
      )}
    </form>
  );
}

import type { Address } from '../../src/domain/message.ts';
import { t } from '../words.ts';

interface RecipientsProps {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
}

/** Whom a message went to; the rest of many on demand. */
export function Recipients({ to, cc, bcc }: RecipientsProps) {
  if (to.length + cc.length + bcc.length === 0) return null;
  return (
    <div class="recipients">
      {to.length > 0 && <Names before={t('to ')} list={to} />}
      {cc.length > 0 && <Names before={to.length > 0 ? t(', cc ') : 'cc '} list={cc} />}
      {bcc.length > 0 && <Names before={t(', bcc ')} list={bcc} />}
    </div>
  );
}

/** So many stand there at once. */
const mostNames = 8;

function Names({ before, list }: { before: string; list: readonly Address[] }) {
  const rest = list.slice(mostNames);
  return (
    <>
      {before}
      <NameList list={list.slice(0, mostNames)} />
      {rest.length > 0 && (
        <details class="more-names">
          <summary>{t('and {more} more', { more: rest.length })}</summary>
          <NameList list={rest} />
        </details>
      )}
    </>
  );
}

/** Each name by itself: one that is written from right to left must not turn its neighbours around. */
function NameList({ list }: { list: readonly Address[] }) {
  return (
    <>
      {list.map(({ name, address }, index) => (
        <>
          {index > 0 && ', '}
          <bdi>{name === '' ? address : `${name} <${address}>`}</bdi>
        </>
      ))}
    </>
  );
}

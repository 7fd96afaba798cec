import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import type { ToldProps } from './road-props.ts';

/** Whether Graph tells of new mail by itself, since when, and why not. */
export function ToldLine({ since, lastToldAt, because, retryAt, publicUrl }: ToldProps) {
  return (
    <>
      <dt>{t('New mail')}</dt>
      <dd>
        {publicUrl !== undefined &&
          t(
            'Microsoft Graph is asked every 10 seconds while people work. It tells of new mail by itself where POSTROOM_PUBLIC_URL is a public https address; it is {publicUrl}.',
            { publicUrl },
          )}
        {publicUrl === undefined &&
          because === undefined &&
          since === null &&
          t('Microsoft Graph is about to be asked to tell of it.')}
        {because === undefined &&
          since !== null &&
          rich('Microsoft Graph tells of it at once, since {since}.', {
            since: <Time at={since} />,
          })}
        {because === undefined && lastToldAt !== null && <LastTold at={lastToldAt} />}
        {because !== undefined && (
          <>
            {rich(
              'Microsoft Graph is asked every 10 seconds while people work. It does not tell by itself since {since}: {title}.',
              {
                since: since === null ? '' : <Time at={since} />,
                title: say(because.title),
              },
            )}{' '}
            {say(because.step)}
            {retryAt !== null && <> {rich('It is tried again {at}.', { at: <Time at={retryAt} isDue /> })}</>}
          </>
        )}
      </dd>
    </>
  );
}

function LastTold({ at }: { at: Date }) {
  return <> {rich('It told last {at}.', { at: <Time at={at} isRelative /> })}</>;
}

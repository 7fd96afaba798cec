import type { Direction } from '../../src/domain/mail-road.ts';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { ConsentNotice } from './consent-notice.tsx';
import { RoadForm } from './road-form.tsx';
import type { RoadProps, RoadsProps } from './road-props.ts';
import { nameChoice, nameRoad } from './road-words.ts';
import { ToldLine } from './told-line.tsx';

/** By which road mail comes in and goes out, and why. */
export function Roads({ id, csrf, roads }: RoadsProps) {
  return (
    <section aria-labelledby="roads-heading">
      <h2 id="roads-heading">{t('Ways of the mail')}</h2>
      <dl class="facts">
        <RoadLine label={t('Incoming mail')} direction="in" {...roads.in} />
        {roads.told !== undefined && <ToldLine {...roads.told} />}
        <RoadLine label={t('Outgoing mail')} direction="out" {...roads.out} />
      </dl>
      {roads.asksForGraph && <ConsentNotice id={id} />}
      <details>
        <summary>{t('Choose the ways')}</summary>
        <RoadForm id={id} csrf={csrf} roads={roads} />
      </details>
    </section>
  );
}

function RoadLine({ label, direction, ...road }: RoadProps & { label: string; direction: Direction }) {
  const { choice, taken, because, since, retryAt, hindrance } = road;
  const now = taken === null ? t('not tried yet') : t('{road} now', { road: nameRoad(taken, direction) });
  const preferred = taken === 'graph' ? nameRoad('imap_smtp', direction) : nameRoad('graph', direction);
  const hindered = hindrance?.code === 'consent_missing' ? undefined : hindrance;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {nameChoice(choice, direction)}
        {choice === 'either' && `: ${now}`}
        {because === undefined && hindered !== undefined && '.'}
        {because !== undefined && (
          <>
            {rich(', since {since}, because: {title}. {step} {preferred} is tried again {retryAt}.', {
              since: since !== null && <Time at={since} />,
              title: say(because.title),
              step: say(because.step),
              preferred,
              retryAt: retryAt !== null && <Time at={retryAt} isDue />,
            })}
          </>
        )}
        {hindered !== undefined && (
          <> {t('{preferred} could not take over: {title}.', { preferred, title: say(hindered.title) })}</>
        )}
      </dd>
    </>
  );
}

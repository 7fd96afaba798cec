import { Time } from '../time.tsx';
import { t } from '../words.ts';

export interface HourCount {
  readonly from: Date;
  readonly messages: number;
}

const step = 10;
const height = 60;

/** Messages per hour as bars; the table beside it says the same in words. */
export function RateChart({ hours }: { hours: readonly HourCount[] }) {
  const most = Math.max(...hours.map(({ messages }) => messages));
  const total = hours.reduce((sum, { messages }) => sum + messages, 0);
  const title = t(
    'Messages per hour in the last {length} hours: {total} in all, at most {most} in one hour.',
    { length: hours.length, total, most },
  );
  return (
    <section aria-labelledby="rate-heading" class="rate">
      <h2 id="rate-heading">{t('Messages per hour')}</h2>
      {total === 0 ? (
        <p class="hint">{t('None in the last {length} hours.', { length: hours.length })}</p>
      ) : (
        <>
          <svg
            class="rate-chart"
            viewBox={`0 0 ${hours.length * step} ${height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={title}
          >
            {hours.map(({ messages }, index) => (
              <Bar index={index} share={messages / most} />
            ))}
          </svg>
          <p class="hint">{title}</p>
          <details>
            <summary>{t('As a table')}</summary>
            <HourTable hours={hours.filter(({ messages }) => messages > 0)} />
          </details>
        </>
      )}
    </section>
  );
}

/** One message in an hour of many is still to be seen. */
function Bar({ index, share }: { index: number; share: number }) {
  const size = share === 0 ? 0 : Math.max(2, Math.round(share * height));
  return (
    <>
      <rect class="ground" x={index * step + 1} y={height - 1} width={step - 2} height={1} />
      <rect x={index * step + 1} y={height - size} width={step - 2} height={size} />
    </>
  );
}

function HourTable({ hours }: { hours: readonly HourCount[] }) {
  return (
    <table class="ages">
      <caption>{t('Hours with messages')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('Hour from')}</th>
          <th scope="col" class="number">
            {t('Messages')}
          </th>
        </tr>
      </thead>
      <tbody>
        {hours.map(({ from, messages }) => (
          <tr>
            <td>
              <Time at={from} />
            </td>
            <td class="number">{messages}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

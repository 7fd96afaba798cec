import type { CalendarEvent } from '../../src/domain/calendar.ts';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

/** The appointments in a message, in words; the file itself is among the attachments. */
export function Appointments({ events }: { events: readonly CalendarEvent[] }) {
  return (
    <>
      {events.map((event) => (
        <section class="appointment" aria-label={t('Appointment')}>
          <h3>
            <Icon name="clock" /> {title(event)}
          </h3>
          <dl>
            <Row name="When" value={event.repeats ? `${event.time}, repeated` : event.time} />
            <Row name="Where" value={event.place} />
            <Row name="Organiser" value={event.organizer} />
          </dl>
        </section>
      ))}
    </>
  );
}

function title({ kind, summary, answer }: CalendarEvent): string {
  const what = summary === '' ? t('appointment without a title') : summary;
  switch (kind) {
    case 'invitation':
      return t('Invitation: {what}', { what });
    case 'cancellation':
      return t('Cancelled: {what}', { what });
    case 'answer':
      return `${answer === '' ? t('Answer') : answer.charAt(0).toUpperCase() + answer.slice(1)}: ${what}`;
    case 'event':
      return t('Appointment: {what}', { what });
  }
}

function Row({ name, value }: { name: string; value: string }) {
  if (value === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCalendar } from '../../src/domain/calendar.ts';

function calendar(method: string, ...lines: string[]): string {
  return [
    'BEGIN:VCALENDAR',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

describe('times are shown as they stand there, with their zone', () => {
  const cases: [name: string, lines: string[], expected: string][] = [
    [
      'UTC',
      ['DTSTART:20261207T090000Z', 'DTEND:20261207T100000Z'],
      'Mon, 7 December 2026, 09:00 – 10:00 (UTC)',
    ],
    [
      'a zone of Outlook',
      [
        'DTSTART;TZID="W. Europe Standard Time":20261207T100000',
        'DTEND;TZID="W. Europe Standard Time":20261207T110000',
      ],
      'Mon, 7 December 2026, 10:00 – 11:00 (W. Europe Standard Time)',
    ],
    ['no zone', ['DTSTART:20261207T100000'], 'Mon, 7 December 2026, 10:00'],
    [
      'over midnight',
      ['DTSTART;TZID=Europe/Berlin:20261207T230000', 'DTEND;TZID=Europe/Berlin:20261208T010000'],
      'Mon, 7 December 2026, 23:00 – Tue, 8 December 2026, 01:00 (Europe/Berlin)',
    ],
    ['a day', ['DTSTART;VALUE=DATE:20261207', 'DTEND;VALUE=DATE:20261208'], 'Mon, 7 December 2026, all day'],
    [
      'days',
      ['DTSTART;VALUE=DATE:20261207', 'DTEND;VALUE=DATE:20261210'],
      'Mon, 7 December 2026 – Wed, 9 December 2026',
    ],
    ['unreadable', ['DTSTART:tomorrow'], ''],
  ];
  for (const [name, lines, expected] of cases) {
    test(name, () => assert.equal(readCalendar(calendar('REQUEST', ...lines))[0]?.time, expected));
  }
});

test('an invitation as Outlook writes it', () => {
  const text = calendar(
    'REQUEST',
    'ORGANIZER;CN="Öberg, Kajsa":mailto:kajsa@example.com',
    'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=support:mailto:support@example.com',
    'SUMMARY;LANGUAGE=de-DE:Besprechung\\, Teil 1\\; neu',
    'LOCATION:Bootshaus\\, oben',
    'RRULE:FREQ=WEEKLY;COUNT=3',
    'DTSTART:20261207T090000Z',
    'DESCRIPTION:eine lange Zeile\\nund noc',
    ' h eine',
    'BEGIN:VALARM',
    'SUMMARY:not this',
    'END:VALARM',
  );
  assert.deepEqual(readCalendar(text), [
    {
      kind: 'invitation',
      summary: 'Besprechung, Teil 1; neu',
      time: 'Mon, 7 December 2026, 09:00 (UTC)',
      place: 'Bootshaus, oben',
      organizer: 'Öberg, Kajsa <kajsa@example.com>',
      repeats: true,
      answer: '',
    },
  ]);
});

test('answers and cancellations say what they are', () => {
  const [answer] = readCalendar(
    calendar('REPLY', 'ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.com', 'SUMMARY:Fair'),
  );
  assert.deepEqual([answer?.kind, answer?.answer], ['answer', 'declined']);
  assert.equal(readCalendar(calendar('CANCEL', 'SUMMARY:Fair'))[0]?.kind, 'cancellation');
  assert.equal(readCalendar(calendar('PUBLISH', 'SUMMARY:Fair'))[0]?.kind, 'event');
});

test('rubbish, endless lists and hostile lines cost nothing', () => {
  assert.deepEqual(readCalendar('no calendar at all'), []);
  assert.equal(readCalendar(calendar('REQUEST', 'SUMMARY:a').repeat(1_000)).length, 20);
  const before = process.cpuUsage();
  readCalendar(calendar('REQUEST', `SUMMARY${';A="b",c=d'.repeat(30_000)}`));
  readCalendar(calendar('REQUEST', `SUMMARY;X=${'"'.repeat(300_000)}`));
  readCalendar(calendar('REQUEST', `SUMMARY;X=${','.repeat(300_000)}`));
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 500_000, `${(user + system) / 1000} ms`);
});

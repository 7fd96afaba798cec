import { currentLanguage, type Language } from '../words.ts';

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
type Unit = (typeof units)[number][0];

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly figure: Intl.NumberFormat;
  readonly amount: Readonly<Record<Unit, Intl.NumberFormat>>;
}

const formats = new Map<Language, Formats>();

/** A year by days has thousands of figures, and making a format takes far longer than using it. */
function formatsOfReader(): Formats {
  const language = currentLanguage();
  const known = formats.get(language) ?? makeFormats(language);
  formats.set(language, known);
  return known;
}

function makeFormats(language: Language): Formats {
  const amountOf = (unit: Unit) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' });
  return {
    day: new Intl.DateTimeFormat(language, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }),
    figure: new Intl.NumberFormat(language),
    amount: {
      day: amountOf('day'),
      hour: amountOf('hour'),
      minute: amountOf('minute'),
      second: amountOf('second'),
    },
  };
}

/** @param day as 2026-03-01 */
export function writeDay(day: string): string {
  return formatsOfReader().day.format(new Date(`${day}T00:00:00Z`));
}

/** @returns a dash for nothing */
export function writeFigure(figure: number): string {
  return figure === 0 ? '–' : formatsOfReader().figure.format(figure);
}

/** @returns the two greatest units, such as `3 hr 20 min`; a dash where there is none */
export function writeDuration(seconds: number | null): string {
  if (seconds === null) return '–';
  const first = Math.max(
    0,
    units.findIndex(([, length]) => seconds >= length),
  );
  const [at, unit] = seconds < 1 ? [units.length - 1, 1] : [first, units[first + 1]?.[1] ?? 1];
  const rounded = Math.round(seconds / unit) * unit;
  const parts = units.slice(at, at + 2).map(([name, length], index) => {
    const rest = index === 0 ? rounded : rounded % (units[at]?.[1] ?? 1);
    return [name, Math.floor(rest / length)] as const;
  });
  const shown = parts.filter(([, amount], index) => amount > 0 || (index === 0 && parts.length === 1));
  return shown.map(([name, amount]) => formatsOfReader().amount[name].format(amount)).join(' ');
}

import { currentLanguage } from '../words.ts';

/** @param day as 2026-03-01 */
export function writeDay(day: string): string {
  const style = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  } as const;
  return new Intl.DateTimeFormat(currentLanguage(), style).format(new Date(`${day}T00:00:00Z`));
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

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
  return shown.map(([name, amount]) => writeAmount(name, amount)).join(' ');
}

function writeAmount(unit: (typeof units)[number][0], amount: number): string {
  return new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit, unitDisplay: 'short' }).format(
    amount,
  );
}

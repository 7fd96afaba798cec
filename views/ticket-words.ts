import { t } from './words.ts';

const words = () =>
  ({
    new: t('new'),
    open: t('open'),
    waiting: t('waiting'),
    closed: t('closed'),
    low: t('low'),
    normal: t('normal'),
    high: t('high'),
  }) as Readonly<Record<string, string>>;

/** @returns a state or a priority that stands alone */
export function titleLevel(level: string): string {
  const name = nameLevel(level);
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** @returns a state or a priority within a sentence */
export function nameLevel(level: string): string {
  return words()[level] ?? level;
}

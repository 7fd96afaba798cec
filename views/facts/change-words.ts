import type { Change, Value } from '../../src/domain/facts/shape.ts';
import { writeDay, writeUtc } from '../time.tsx';
import { t } from '../words.ts';
import { nameField } from './field-words.ts';
import { nameChoice } from './value-words.ts';

/** @returns `folder INBOX → Orders, moveTo …`; secrets are only named */
export function describeChanges(changes: readonly Change[]): string {
  return changes.map(describeChange).join(', ');
}

function describeChange(change: Change): string {
  const name = nameField(change.field);
  if ('isSecret' in change) return t('{name} replaced', { name });
  const [before, after] = [change.before, change.after].map((value) => writeNamed(change.field, value));
  return `${name} ${before} → ${after}`;
}

function writeNamed(field: string, value: Value): string {
  return (typeof value === 'string' ? nameChoice(field, value) : undefined) ?? writeValue(value);
}

function writeValue(value: Value): string {
  if (value === null || value === '') return t('none');
  if (value === true) return t('yes');
  if (value === false) return t('no');
  if (Array.isArray(value)) return value.map(writeValue).join(t(' and ')) || t('none');
  return typeof value === 'object' ? JSON.stringify(value) : shorten(writeTime(String(value)));
}

/** @returns a time as a day, or with its minutes where it is no whole day; any other text as it is */
function writeTime(text: string): string {
  const [, minutes] = /^\d{4}-\d\d-\d\dT(\d\d:\d\d):[\d.]{2,6}Z$/.exec(text) ?? [];
  if (minutes === undefined) return text;
  return minutes === '00:00' ? writeDay(new Date(text)) : writeUtc(new Date(text));
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

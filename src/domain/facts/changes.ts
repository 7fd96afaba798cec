import type { Change, Value } from './shape.ts';

type Fields = Readonly<Record<string, Value | Date | undefined>>;

/**
 * Compares two states of one thing, field by field; only the fields of `after` count.
 * @param secrets fields whose values are never kept
 */
export function listChanges(before: Fields, after: Fields, secrets: readonly string[] = []): Change[] {
  return Object.keys(after).flatMap((field): Change[] => {
    const old = toValue(before[field]);
    const fresh = toValue(after[field]);
    if (isSame(old, fresh)) return [];
    return [secrets.includes(field) ? { field, isSecret: true } : { field, before: old, after: fresh }];
  });
}

function toValue(value: Value | Date | undefined): Value {
  if (value instanceof Date) return value.toISOString();
  return value ?? null;
}

function isSame(left: Value, right: Value): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

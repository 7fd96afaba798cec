import { isKnownKind } from '../../views/facts/fact-words.ts';
import { AppError } from '../errors.ts';

/** A kind that was mistyped would wait for ever. @throws AppError invalid (kinds) */
export function assertKnownKinds(kinds: readonly string[]): void {
  const unknown = kinds.filter((kind) => !isKnownKind(kind));
  if (unknown.length === 0) return;
  const message = `Nothing that happens is of this kind: ${unknown.join(', ')}. Expected kinds like ticket.opened or ticket.*.`;
  throw new AppError('invalid', message, { fields: { kinds: message } });
}

import type { Fact } from '../../src/domain/facts/fact.ts';
import { writeUtc } from '../time.tsx';

/** For each kind of some facts, what is said of it. */
export type Words<Some extends Fact> = {
  readonly [Kind in Some['kind']]: (data: Extract<Some, { readonly kind: Kind }>['data']) => string;
};

/** @param iso as a fact has it @returns a time in UTC */
export function writeTime(iso: string): string {
  return writeUtc(new Date(iso));
}

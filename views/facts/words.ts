import type { Fact } from '../../src/domain/facts/fact.ts';

/** For each kind of some facts, what is said of it. */
export type Words<Some extends Fact> = {
  readonly [Kind in Some['kind']]: (data: Extract<Some, { readonly kind: Kind }>['data']) => string;
};

/** @returns `2026-11-28 10:05 UTC` */
export function writeTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

import { type ErrorPlace, entraCodes } from './entra-errors.ts';
import { type FaultKind, type Faults, mailFaultKinds } from './faults.ts';
import { graphFaultKinds } from './graph-fault-kinds.ts';

export const faultKinds: readonly FaultKind[] = [
  ...mailFaultKinds,
  ...graphFaultKinds,
  ...entraCodes.map(({ code }) => `entra-${code}` as const),
];

export function isFaultKind(text: string): text is FaultKind {
  return faultKinds.some((kind) => kind === text);
}

/**
 * @param keys whom the fault may be set for: a UPN, a client ID
 * @returns the AADSTS code that was asked for at that endpoint. A fault that names no endpoint strikes where
 * Microsoft gives that code by itself.
 */
export function takeEntraFault(
  faults: Faults,
  keys: readonly string[],
  endpoint: 'authorize' | 'adminconsent' | 'token',
): { code: number; place: ErrorPlace } | undefined {
  if (faults.list().length === 0) return undefined;
  for (const { code, place } of entraCodes) {
    const isUsual = (place === 'token') === (endpoint === 'token');
    for (const key of keys) {
      const found = faults.find(key, `entra-${code}`, endpoint);
      if (!found || (found.command === undefined && !isUsual)) continue;
      faults.take(key, `entra-${code}`, endpoint);
      return { code, place };
    }
  }
  return undefined;
}

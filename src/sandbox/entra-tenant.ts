import type { AppRegistration, EntraState } from './entra-state.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domainName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const shared = new Set(['common', 'organizations']);

/** @returns whether `tenant` is this directory: by ID, by domain, or by the word for every one. */
export function isKnownTenant({ directory }: EntraState, tenant: string): boolean {
  const wanted = tenant.toLowerCase();
  return wanted === directory.tenantId || wanted === directory.domain || shared.has(wanted);
}

/** @returns the AADSTS code when `tenant` is not one, or `app` must not be used through it. */
export function checkTenant(
  state: EntraState,
  tenant: string,
  app: AppRegistration | undefined,
): number | undefined {
  if (!isKnownTenant(state, tenant)) return guid.test(tenant) || domainName.test(tenant) ? 90002 : 900023;
  if (app && !app.isMultiTenant && shared.has(tenant.toLowerCase())) return 50194;
  return undefined;
}

import { otherTenant, type Person, personalTenantId } from './directory.ts';
import type { AppRegistration, EntraState } from './entra-state.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domainName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** Whom a path is for: one directory, by its id; every organisation; or everybody. */
type Audience = { tenantId: string } | 'organizations' | 'common';

/** @returns undefined when there is no such tenant */
export function findAudience({ directory }: EntraState, tenant: string): Audience | undefined {
  const wanted = tenant.toLowerCase();
  if (wanted === 'common' || wanted === 'organizations') return wanted;
  if (wanted === 'consumers' || wanted === personalTenantId) return { tenantId: personalTenantId };
  const known = [directory, otherTenant].find(({ tenantId, domain }) => [tenantId, domain].includes(wanted));
  return known && { tenantId: known.tenantId };
}

/** @returns the AADSTS code when `tenant` is not one, or `app` must not be used through it. */
export function checkTenant(
  state: EntraState,
  tenant: string,
  app: AppRegistration | undefined,
): number | undefined {
  const audience = findAudience(state, tenant);
  if (audience === undefined) return guid.test(tenant) || domainName.test(tenant) ? 90002 : 900023;
  if (app === undefined) return undefined;
  if (typeof audience === 'string') return app.isMultiTenant ? undefined : 50194;
  if (audience.tenantId === personalTenantId) return app.allowsPersonal ? undefined : 9002332;
  return audience.tenantId === state.directory.tenantId || app.isMultiTenant ? undefined : 700016;
}

/** @returns whether an account may sign in to `app` through `tenant` */
export function isWelcome(
  state: EntraState,
  tenant: string,
  app: AppRegistration,
  { tenantId }: Person,
): boolean {
  const audience = findAudience(state, tenant);
  if (audience === undefined) return false;
  if (typeof audience !== 'string') return audience.tenantId === tenantId;
  if (tenantId !== personalTenantId) return true;
  return audience === 'common' && app.allowsPersonal;
}

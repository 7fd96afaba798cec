/** What has become of asking a tenant's administrator for the app's permissions. Microsoft does not tell of an answer. */
export interface ConsentRequest {
  /**
   * `begun`: somebody went to Microsoft to ask, and has not come back; `pending`: the request was made, or an earlier one is
   * still open; `denied`: an administrator refused, in front of Microsoft's page that we had sent him to.
   */
  readonly state: 'begun' | 'pending' | 'denied';
  readonly since: Date;
  /** Whose permissions; undefined where earlier versions have not noted it. */
  readonly app: number | undefined;
}

/** @param stored what the settings hold; earlier versions kept the time alone */
export function readConsentRequest(stored: unknown): ConsentRequest | undefined {
  if (typeof stored === 'number') return { state: 'pending', since: new Date(stored), app: undefined };
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { state, since, app } = stored as { state?: unknown; since?: unknown; app?: unknown };
  const known = (['begun', 'pending', 'denied'] as const).find((each) => each === state);
  return known === undefined || typeof since !== 'number'
    ? undefined
    : { state: known, since: new Date(since), app: typeof app === 'number' ? app : undefined };
}

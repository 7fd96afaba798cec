import { formatScope, type Scope } from './entra-scopes.ts';

interface ConsentRequest {
  upn: string;
  clientId: string;
  scopes: Scope[];
  reason: string;
  /** Milliseconds since 1970. */
  requestedAt: number;
}

export interface Consents {
  /** @returns the scopes that neither the person nor an administrator has agreed to. */
  listMissing(upn: string, clientId: string, scopes: readonly Scope[]): Scope[];
  /** @param upn undefined when an administrator agrees for everybody */
  grant(upn: string | undefined, clientId: string, scopes: readonly Scope[]): void;
  withdraw(clientId: string): void;
  request(request: Omit<ConsentRequest, 'requestedAt'>): void;
  listRequests(): ConsentRequest[];
  /** Answers every request for that app; agreed, they count for the whole tenant. */
  answer(clientId: string, isApproved: boolean): number;
}

export function createConsents(now: () => number): Consents {
  const granted = new Map<string, Set<string>>();
  let requests: ConsentRequest[] = [];
  const keyOf = (upn: string | undefined, clientId: string) => `${clientId} ${upn?.toLowerCase() ?? '*'}`;
  const add = (key: string, scopes: readonly string[]) => {
    granted.set(key, new Set([...(granted.get(key) ?? []), ...scopes]));
  };
  return {
    listMissing(upn, clientId, scopes) {
      const own = granted.get(keyOf(upn, clientId));
      const everybody = granted.get(keyOf(undefined, clientId));
      return scopes.filter((scope) => {
        const text = formatScope(scope);
        return !own?.has(text) && !everybody?.has(text);
      });
    },
    grant: (upn, clientId, scopes) => add(keyOf(upn, clientId), scopes.map(formatScope)),
    withdraw(clientId) {
      for (const key of granted.keys()) if (key.startsWith(`${clientId} `)) granted.delete(key);
    },
    request(request) {
      requests = requests.filter((each) => each.upn !== request.upn || each.clientId !== request.clientId);
      requests.push({ ...request, requestedAt: now() });
    },
    listRequests: () => requests.map((each) => ({ ...each })),
    answer(clientId, isApproved) {
      const answered = requests.filter((each) => each.clientId === clientId);
      requests = requests.filter((each) => each.clientId !== clientId);
      if (isApproved)
        for (const { scopes } of answered) add(keyOf(undefined, clientId), scopes.map(formatScope));
      return answered.length;
    },
  };
}

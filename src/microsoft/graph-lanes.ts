import { Agent } from 'node:https';
import pLimit from 'p-limit';
import { trustAuthority } from '../authorities.ts';
import { noProxies, type ProxySettings } from '../domain/proxy.ts';

/** What all that read and send for one mailbox share. Graph refuses a fifth request at once for an app and a mailbox. */
export interface GraphLanes {
  readonly agent: Agent;
  /** @returns one whose line is opened anew, and closed after its first answer */
  openAgent(): Agent;
  /** Runs it when one of the four lanes is free. */
  enter<T>(work: () => Promise<T>): Promise<T>;
  /** Nothing is asked before, in milliseconds of `performance`: the server has asked to be left alone. */
  quietUntil: number;
}

const mostAtOnce = 4;
const idleMilliseconds = 60_000;

/** @param ca PEM of one more authority to trust. @param proxies an agent of one's own does not see what holds for all */
export function createGraphLanes(
  ca: string | undefined,
  { web, exempt }: ProxySettings = noProxies,
): GraphLanes {
  const limit = pLimit(mostAtOnce);
  const proxyEnv = web === undefined ? undefined : { HTTPS_PROXY: web, NO_PROXY: exempt };
  // A list of authorities would be a part of the name under which a line is kept, written anew for each request.
  const common = { ...trustAuthority(ca), minVersion: 'TLSv1.2', ...(proxyEnv && { proxyEnv }) } as const;
  return {
    agent: new Agent({
      ...common,
      keepAlive: true,
      maxSockets: mostAtOnce,
      timeout: idleMilliseconds,
      scheduling: 'lifo',
    }),
    openAgent: () => new Agent({ ...common, keepAlive: false }),
    enter: (work) => limit(work),
    quietUntil: 0,
  };
}

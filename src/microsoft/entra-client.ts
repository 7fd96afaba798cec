import { ConfidentialClientApplication, type ICachePlugin, type INetworkModule } from '@azure/msal-node';
import type { Cloud } from '../domain/cloud.ts';
import { type Failure, findFailure } from '../domain/failure.ts';
import { type Credential, describeCredential } from './credential.ts';
import { discoverTenant } from './discovery.ts';
import { describeAnswer, parseJson, toRemoteError } from './entra-failure.ts';
import { sendHttp } from './http.ts';

/** The app that signs in: what an admin copied from Entra. */
export interface Registration {
  readonly clientId: string;
  readonly credential: Credential;
  /** GUID, domain or 'common'. */
  readonly tenant: string;
}

interface EntraClient {
  readonly app: ConfidentialClientApplication;
  readonly authority: string;
  /** As Entra announces it; `{tenantid}` stands for the tenant of the account where several are allowed. */
  readonly issuer: string;
  /** Runs a call of MSAL. @throws RemoteError with Entra's or the network's own words */
  run<T>(call: (app: ConfidentialClientApplication) => Promise<T>): Promise<T>;
}

/** @param cachePlugin left out: tokens live in this client only and go with it. @throws RemoteError */
export async function createEntraClient(
  cloud: Cloud,
  registration: Registration,
  cachePlugin?: ICachePlugin,
): Promise<EntraClient> {
  const discovery = await discoverTenant(cloud, registration.tenant);
  const authority = `${cloud.authority}/${registration.tenant}`;
  const network = createNetwork(cloud.ca);
  const app = new ConfidentialClientApplication({
    auth: {
      clientId: registration.clientId,
      ...describeCredential(registration.credential, cloud.assertionAudience),
      authority,
      knownAuthorities: [new URL(cloud.authority).host],
      authorityMetadata: discovery.text,
    },
    ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
    system: { networkClient: network.module },
  });
  return {
    app,
    authority,
    issuer: discovery.issuer,
    async run(call) {
      try {
        return await call(app);
      } catch (error) {
        throw toRemoteError(error, network.takeFailure());
      }
    },
  };
}

/** MSAL's way out, which keeps what it hears: MSAL's own errors drop Entra's codes and the network's cause. */
function createNetwork(ca: string | undefined): {
  module: INetworkModule;
  takeFailure(): Failure | undefined;
} {
  let heard: Failure | undefined;
  const send: INetworkModule['sendPostRequestAsync'] = async (url, options) => {
    heard = undefined;
    try {
      const answer = await sendHttp(url, {
        method: options?.body === undefined ? 'GET' : 'POST',
        headers: options?.headers,
        body: options?.body,
        ca,
      });
      const body = parseJson(answer.body);
      if (answer.status >= 400 || body === undefined) heard = describeAnswer(url, answer);
      // MSAL takes it for an answer without a token, and what was heard says why.
      return { status: answer.status, headers: answer.headers, body: (body ?? {}) as never };
    } catch (error) {
      heard = findFailure(error);
      throw error;
    }
  };
  return {
    module: { sendGetRequestAsync: send, sendPostRequestAsync: send },
    takeFailure() {
      const failure = heard;
      heard = undefined;
      return failure;
    },
  };
}

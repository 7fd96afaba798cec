import { type INetworkModule, ManagedIdentityApplication } from '@azure/msal-node';
import { type Failure, findFailure, RemoteError } from '../domain/failure.ts';
import { describeAnswer, parseJson, toRemoteError } from './entra-failure.ts';
import { sendHttp } from './http.ts';

/** The metadata service is on the machine itself; where there is none, nothing answers. */
const deadlineMilliseconds = 5000;

/**
 * @param resource what the token is for
 * @param identityClientId of a user-assigned identity; null: the machine's own
 * @throws RemoteError: entra `managed_identity_missing` where Postroom does not run in Azure
 */
export async function acquireIdentityToken(
  resource: string,
  identityClientId: string | null,
): Promise<{ readonly accessToken: string; readonly expiresAt: Date }> {
  network.forget();
  const identity =
    identityClientId === null ? {} : { managedIdentityIdParams: { userAssignedClientId: identityClientId } };
  try {
    const system = { networkClient: network.module, disableInternalRetries: true };
    const app = new ManagedIdentityApplication({ ...identity, system });
    const { accessToken, expiresOn } = await app.acquireToken({ resource });
    // MSAL takes a refusal without Microsoft's words for an answer.
    if (accessToken === '') throw new Error('the answer holds no token');
    return { accessToken, expiresAt: expiresOn ?? new Date(0) };
  } catch (error) {
    const failure = network.heard() ?? findFailure(toRemoteError(error, undefined));
    throw missing(failure?.text ?? String(error), error);
  }
}

/** MSAL's errors drop what the service said; and it keeps the first way out that it was given, for all that follow. */
const network = createNetwork();

function createNetwork(): {
  readonly module: INetworkModule;
  heard(): Failure | undefined;
  forget(): void;
} {
  let heard: Failure | undefined;
  const send: INetworkModule['sendPostRequestAsync'] = async (url, options) => {
    const { headers, body } = options ?? {};
    const method = body === undefined ? 'GET' : 'POST';
    try {
      const answer = await sendHttp(url, { method, headers, body, deadlineMilliseconds });
      if (answer.status >= 400) heard = describeAnswer(url, answer);
      const parsed = parseJson(answer.body) ?? {};
      return { status: answer.status, headers: answer.headers, body: parsed as never };
    } catch (error) {
      heard = findFailure(error);
      throw error;
    }
  };
  return {
    module: { sendGetRequestAsync: send, sendPostRequestAsync: send },
    heard: () => heard,
    forget() {
      heard = undefined;
    },
  };
}

function missing(text: string, cause: unknown): RemoteError {
  return new RemoteError({ origin: 'entra', error: 'managed_identity_missing', text }, { cause });
}

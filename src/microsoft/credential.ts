import { readFile } from 'node:fs/promises';
import type { NodeAuthOptions } from '@azure/msal-node';
import { RemoteError } from '../domain/failure.ts';
import { acquireIdentityToken } from './managed-identity.ts';

/** How an app proves that it is itself. */
export type Credential =
  | { readonly kind: 'secret'; readonly clientSecret: string }
  | {
      readonly kind: 'certificate';
      /** SHA-256, hex. */
      readonly thumbprint: string;
      /** PEM. */
      readonly privateKey: string;
    }
  /** A file in which Kubernetes, or whoever runs Postroom, keeps a fresh token. */
  | { readonly kind: 'federated'; readonly tokenFile: string }
  /** What the Azure machine is that Postroom runs on. */
  | { readonly kind: 'managed_identity'; readonly identityClientId: string | null };

const largestToken = 64 * 1024;

/** @param audience of a token that stands for the app. @returns the part of MSAL's options that differs */
export function describeCredential(
  credential: Credential,
  audience: string,
): Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'> {
  switch (credential.kind) {
    case 'secret':
      return { clientSecret: credential.clientSecret };
    case 'certificate': {
      // With the SHA-256 thumbprint MSAL signs PS256; with the old one RS256.
      const { thumbprint, privateKey } = credential;
      return { clientCertificate: { thumbprintSha256: thumbprint, privateKey } };
    }
    case 'federated':
      return { clientAssertion: () => readTokenFile(credential.tokenFile) };
    case 'managed_identity':
      return {
        clientAssertion: async () =>
          (await acquireIdentityToken(audience, credential.identityClientId)).accessToken,
      };
  }
}

/** Read each time: whoever writes the file replaces the token long before it ends. */
async function readTokenFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause.code ?? cause.message, cause);
  });
  const token = text.trim();
  if (token === '' || token.length > largestToken || /\s/.test(token)) {
    throw unreadable(path, 'it holds no token', undefined);
  }
  return token;
}

function unreadable(path: string, reason: string, cause: unknown): RemoteError {
  const text = `The token file ${path} cannot be used: ${reason}.`;
  return new RemoteError({ origin: 'entra', error: 'token_file_unusable', text }, { cause });
}

import { createSigner, type Signer } from './entra-signer.ts';

/** Microsoft's federated credentials take this audience unless told otherwise. */
export const exchangeAudience = 'api://AzureADTokenExchange';

/** A cluster outside of Microsoft that signs tokens for what runs in it, as Kubernetes does. */
export interface WorkloadIssuer {
  signer: Signer;
  issuer(): string;
  /** @param subject such as `system:serviceaccount:mail:postroom` @returns a token as its file would hold it */
  issue(subject: string, options?: { audience?: string; lifetimeSeconds?: number }): Promise<string>;
}

export async function createWorkloadIssuer(now: () => number, issuer: () => string): Promise<WorkloadIssuer> {
  const signer = await createSigner();
  return {
    signer,
    issuer,
    issue(subject, { audience = exchangeAudience, lifetimeSeconds = 3600 } = {}) {
      const iat = Math.floor(now() / 1000);
      return signer.sign({
        iss: issuer(),
        sub: subject,
        aud: audience,
        iat,
        nbf: iat,
        exp: iat + lifetimeSeconds,
      });
    },
  };
}

/** What an access token says, kept by its text. */
export interface AccessToken {
  jti: string;
  /** Undefined for a token that the app got for itself. */
  upn: string | undefined;
  clientId: string;
  /** The directory that it was issued by. */
  tenantId: string;
  /** Names without the resource, e.g. IMAP.AccessAsUser.All; the roles of a token of the app itself. */
  scopes: string[];
  /** The resource, e.g. https://outlook.office.com. */
  audience: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** What the token was asked for with, after Graph wanted claims. */
  claims?: string;
}

/** An answer of Graph that is an error; it leaves in the envelope `{error: {code, message, innerError}}`. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const graphAppId = '00000003-0000-0000-c000-000000000000';

const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="${graphAppId}"`;

/** 401 with the challenge of RFC 6750. @param more further attributes of the challenge */
export function refuseToken(message: string, more = ''): GraphError {
  const headers = { 'WWW-Authenticate': `${challenge}${more}` };
  return new GraphError(401, 'InvalidAuthenticationToken', message, headers);
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}

export function itemNotFound(message = 'The specified object was not found in the store.'): GraphError {
  return new GraphError(404, 'ErrorItemNotFound', message);
}

export function accessDenied(): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

export function malformedId(): GraphError {
  return new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
}

/** `unknown`: the request was sent whole and no answer came. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly status: number; readonly answer: string }
  | {
      readonly kind: 'failed' | 'unknown';
      readonly problem: PostProblem;
      /** Where the server answered. */
      readonly status?: number;
      readonly answer?: string;
      /** In how many milliseconds it asks to be asked again. */
      readonly retryAfter?: number;
    };

/** Why JSON that was posted to an address did not arrive, or may not have. */
export type PostProblem =
  /** The address is none of http or https. */
  | { readonly code: 'no_web_address' }
  | { readonly code: 'no_address'; readonly host: string }
  /** An address of this machine or its network. */
  | { readonly code: 'private_address'; readonly host: string; readonly address: string }
  /** Redirects are not followed. */
  | { readonly code: 'redirected'; readonly status: number }
  | { readonly code: 'refused'; readonly status: number }
  | { readonly code: 'no_answer' }
  /** The line could not be made, or was lost. */
  | { readonly code: 'line'; readonly fault: LineFault; readonly systemCode: string }
  /** What else the line or the name server said; also what older versions said in words. */
  | { readonly code: 'said'; readonly text: string };

export type LineFault =
  | 'certificate_untrusted'
  | 'certificate_expired'
  | 'certificate_early'
  | 'certificate_of_other'
  | 'no_tls'
  | 'not_listening'
  | 'closed'
  | 'no_way'
  | 'no_name_server';

/** By the codes of Node, OpenSSL and the system. */
const faults: readonly (readonly [RegExp, LineFault])[] = [
  [
    /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_[A-Z_]+|CERT_(?:UNTRUSTED|REJECTED|SIGNATURE_FAILURE)|INVALID_CA)$/,
    'certificate_untrusted',
  ],
  [/^CERT_HAS_EXPIRED$/, 'certificate_expired'],
  [/^CERT_NOT_YET_VALID$/, 'certificate_early'],
  [/^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'certificate_of_other'],
  [/^(?:EPROTO|ERR_SSL_[A-Z_]+)$/, 'no_tls'],
  [/^ECONNREFUSED$/, 'not_listening'],
  [/^(?:ECONNRESET|EPIPE)$/, 'closed'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|ETIMEDOUT)$/, 'no_way'],
  [/^(?:EAI_AGAIN|ESERVFAIL)$/, 'no_name_server'],
];

/** @returns undefined for what no line says */
export function findLineFault(systemCode: string): LineFault | undefined {
  return faults.find(([pattern]) => pattern.test(systemCode))?.[1];
}

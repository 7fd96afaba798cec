/** `unknown`: the request was sent whole and no answer came. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly status: number; readonly answer: string }
  | {
      readonly kind: 'failed' | 'unknown';
      readonly problem: PostProblem;
      /** Where the server answered. */
      readonly status?: number;
      readonly answer?: string;
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
  /** What the line or the name server said; also what older versions said in words. */
  | { readonly code: 'said'; readonly text: string };

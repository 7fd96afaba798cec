// What mail servers write into the header of a message about its sender (RFC 8601, RFC 8617).

/** One method of an Authentication-Results field. All in lower case. */
export interface MethodResult {
  readonly method: string;
  readonly result: string;
  /** Whom it is about: the domain that signed, sent or is meant; '' where it says none. */
  readonly domain: string;
}

/** One field, as it was read. */
export interface AuthenticationReport {
  /** The authserv-id, lower case; '' where there is none, as in Exchange Online. */
  readonly server: string;
  /** It is what a server said before, kept by a later one. */
  readonly isArc: boolean;
  readonly methods: readonly MethodResult[];
}

/** What the header of a message says of its sender, by whomever. */
export interface Authentication {
  /** The newest first. */
  readonly reports: readonly AuthenticationReport[];
  /** Exchange says that it comes from its own organization, and takes the field off what comes from outside. */
  readonly isInternal: boolean;
}

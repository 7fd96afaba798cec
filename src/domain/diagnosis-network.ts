import type { DiagnosisRule } from './diagnosis-rule.ts';

/** What the way to the server says, by Node's code (https://nodejs.org/api/errors.html, OpenSSL's X.509 names). */
export const networkRules: readonly DiagnosisRule[] = [
  {
    code: 'network_dns',
    when: { codes: /^(ENOTFOUND|EAI_[A-Z]+|ENODATA|ESERVFAIL)$/ },
    title: 'The server name cannot be found',
    cause: 'The machine that Postroom runs on cannot resolve the name of the server.',
    who: 'you',
    step: "Check this machine's network and DNS settings, and the cloud of the app registration.",
    retry: 'backoff',
  },
  {
    code: 'network_refused',
    when: { codes: /^ECONNREFUSED$/ },
    title: 'The connection was refused',
    cause: 'Nothing answers at that address and port, or a firewall refuses it.',
    who: 'you',
    step: 'Allow this machine to reach the host and port that the message names.',
    retry: 'backoff',
  },
  {
    code: 'network_unreachable',
    when: { codes: /^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/ },
    title: 'There is no way to the server',
    cause: 'This machine has no route to the server, or is not allowed to use it.',
    who: 'you',
    step: "Check this machine's network connection and firewall.",
    retry: 'backoff',
  },
  {
    code: 'network_tls',
    when: {
      codes:
        /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO)/,
    },
    title: 'The secure connection could not be made',
    cause: "The server's certificate is not trusted, or something between us and it breaks the encryption.",
    who: 'you',
    step: "Check this machine's clock, and whether a proxy or virus scanner opens TLS connections; let it leave Microsoft's hosts alone.",
    retry: 'backoff',
  },
  {
    code: 'network_timeout',
    when: { codes: /^(ETIMEDOUT|ESOCKETTIMEDOUT|ETIME|ETIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/ },
    title: 'The server does not answer',
    cause: 'The server did not answer in time.',
    who: 'nobody',
    step: "Postroom tries again. If it goes on, check this machine's firewall.",
    retry: 'backoff',
  },
  {
    code: 'network_closed',
    when: { codes: /^(ECONNRESET|ECONNABORTED|EPIPE|EOF|ECONNECTION|ERR_STREAM_[A-Z_]+|NoConnection)$/ },
    title: 'The connection was cut',
    cause: 'The connection ended in the middle.',
    who: 'nobody',
    step: 'Nothing to do: Postroom connects again.',
    retry: 'backoff',
  },
];

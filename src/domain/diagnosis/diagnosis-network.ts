import { encryptionRules } from './diagnosis-encryption.ts';
import { type DiagnosisRule, setTheClock } from './diagnosis-rule.ts';

const throughProxy =
  'Where the network lets programs out through a proxy only, start Postroom with HTTPS_PROXY (sign-in) and POSTROOM_MAIL_PROXY (IMAP and SMTP).';

/** What the way to the server says, by Node's code (https://nodejs.org/api/errors.html, OpenSSL's X.509 names). */
export const networkRules: readonly DiagnosisRule[] = [
  ...encryptionRules,
  {
    code: 'network_dns',
    when: { codes: /^(ENOTFOUND|EAI_[A-Z]+|ENODATA|ESERVFAIL)$/ },
    title: 'The server name cannot be found',
    cause: 'The machine that Postroom runs on cannot resolve the name of the server.',
    who: 'you',
    step: `Check this machine's network and DNS settings, and the cloud of the app registration. ${throughProxy}`,
    passwordStep: `Check the name of the server under Account and password, and this machine's network and DNS settings. ${throughProxy}`,
    retry: 'backoff',
  },
  {
    code: 'network_refused',
    when: { codes: /^ECONNREFUSED$/ },
    title: 'The connection was refused',
    cause: 'Nothing answers at that address and port, or a firewall refuses it.',
    who: 'you',
    step: `Allow this machine to reach the host and port that the message names. ${throughProxy}`,
    retry: 'backoff',
  },
  {
    code: 'network_unreachable',
    when: { codes: /^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/ },
    title: 'There is no way to the server',
    cause: 'This machine has no route to the server, or is not allowed to use it.',
    who: 'you',
    step: `Check this machine's network connection and firewall. ${throughProxy}`,
    retry: 'backoff',
  },
  {
    code: 'network_no_descriptor',
    when: { codes: /^(EMFILE|ENFILE|ENOBUFS|ENOMEM)$/ },
    title: 'This machine allows no further connection',
    cause:
      'Postroom, or the machine that it runs on, has as many connections and files open as it may, or no memory for one more.',
    who: 'you',
    step: 'Raise the limit of open files of Postroom (LimitNOFILE= of its systemd unit, ulimit -n) to 65,536, and look what else the machine runs. Postroom tries again by itself.',
    retry: 'backoff',
  },
  {
    // Hardly anybody uses a certificate before its first day.
    code: 'network_certificate_early',
    when: { codes: /^CERT_NOT_YET_VALID$/ },
    title: "This machine's clock is behind, it seems",
    cause:
      "By the clock of this machine the server's certificate is not valid yet; mostly the clock is wrong.",
    who: 'you',
    step: `${setTheClock} If it is right, whoever runs the server has put its certificate to use too early.`,
    retry: 'backoff',
  },
  {
    code: 'network_certificate_expired',
    when: { codes: /^CERT_HAS_EXPIRED$/ },
    title: "The server's certificate has expired, or this machine's clock is ahead",
    cause: "By the clock of this machine the server's certificate is past its end.",
    who: 'you',
    step: `Compare date and time of this machine. Is the clock ahead? ${setTheClock} Is it right? Then whoever runs the server has to renew its certificate; Microsoft's own renew themselves, so look for a proxy or virus scanner in between.`,
    retry: 'backoff',
  },
  {
    code: 'network_certificate_name',
    when: { codes: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/ },
    title: "The server's certificate is for another name",
    cause: 'What answers at that address is not the server that was asked for.',
    who: 'you',
    step: "Check the name of the server in the settings. If it is right, a proxy or a wrong DNS entry leads elsewhere; let Microsoft's hosts through as they are.",
    retry: 'backoff',
  },
  {
    code: 'network_certificate_untrusted',
    when: {
      codes:
        /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_[A-Z_]+|CERT_UNTRUSTED|CERT_REJECTED|CERT_SIGNATURE_FAILURE|INVALID_CA)$/,
    },
    title: "The server's certificate is not trusted",
    cause: 'It was signed by an authority that this machine does not know.',
    who: 'you',
    step: "Mostly a proxy or virus scanner opens TLS connections: let it leave Microsoft's hosts alone. For a server of your own, give Postroom its authority: under Account and password for one account, by NODE_EXTRA_CA_CERTS (or the cloud file's ca) for all.",
    retry: 'backoff',
  },
  {
    code: 'network_not_tls',
    when: { codes: /^ERR_SSL_(WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG)$/ },
    title: 'This port does not speak TLS',
    cause: 'What answers there sends plain words where an encrypted line should begin.',
    who: 'you',
    step: "Check the port and the security of the server in the settings: 993 and 465 are for TLS, 143 and 587 for STARTTLS. With Microsoft's own servers something in between answers; let their hosts through as they are.",
    retry: 'backoff',
  },
  {
    code: 'network_proxy',
    when: { codes: /^(PROXY_REFUSED|ERR_PROXY_[A-Z_]+)$/ },
    title: 'The proxy does not let the connection through',
    cause:
      'The proxy that Postroom goes through has refused the way to the server, or wants to know who asks.',
    who: 'you',
    step: 'Allow the host and port that the answer names in the proxy, or correct the proxy that Postroom was started with: HTTPS_PROXY for the sign-in, POSTROOM_MAIL_PROXY for IMAP and SMTP, NO_PROXY for what needs none. After “407” its address has to hold a user name and password.',
    retry: 'backoff',
  },
  {
    code: 'network_odd_words',
    when: { codes: /^EPROTOCOL$/ },
    title: 'What answers there does not speak as a mail server',
    cause: 'It said something that no mail server says at that point, or more than it was asked for.',
    who: 'you',
    step: "Check the name and the port of the server in the settings: mail is sent by port 587 or 465. With Microsoft's own servers something in between answers; let their hosts through as they are. Postroom tries again.",
    retry: 'backoff',
  },
  {
    code: 'network_tls',
    when: { codes: /^(ERR_TLS|ERR_SSL|CERT_|INVALID_PURPOSE|EPROTO)/ },
    title: 'The secure connection could not be made',
    cause: 'What answers at that address does not speak TLS, or something in between breaks the encryption.',
    who: 'you',
    step: "Check the port and the security of the server in the settings, and whether a proxy or virus scanner opens TLS connections; let it leave Microsoft's hosts alone.",
    retry: 'backoff',
  },
  {
    code: 'network_timeout',
    when: { codes: /^(ETIMEDOUT|ESOCKETTIMEDOUT|ETIME|ETIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/ },
    title: 'The server does not answer',
    cause: 'The server did not answer in time.',
    who: 'nobody',
    step: `Postroom tries again. If it goes on, check this machine's firewall. ${throughProxy}`,
    retry: 'backoff',
  },
  {
    code: 'network_closed',
    when: { codes: /^(ECONNRESET|ECONNABORTED|EPIPE|EOF|ECONNECTION|ERR_STREAM_[A-Z_]+|NoConnection)$/ },
    title: 'The connection was cut',
    cause: 'The connection ended in the middle.',
    who: 'nobody',
    step: 'Postroom connects again.',
    retry: 'backoff',
  },
];

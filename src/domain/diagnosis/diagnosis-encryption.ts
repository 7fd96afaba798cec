import type { DiagnosisRule } from './diagnosis-rule.ts';

const chooseEncryption =
  'Choose TLS (993 for reading, 465 for sending) or STARTTLS (143, 587) as the security of the server in the settings.';

/** Where the encryption that the settings say is not what the server wants; the codes of capitals are our adapters'. */
export const encryptionRules: readonly DiagnosisRule[] = [
  {
    code: 'encryption_required',
    when: {
      codes: /^(PRIVACYREQUIRED|NOT_ENCRYPTED|538)$/,
    },
    title: 'The server lets nobody in without encryption',
    cause: 'The connection is not encrypted, and the server takes no password on such a line.',
    who: 'you',
    step: chooseEncryption,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'encryption_required',
    when: {
      text: /^530[ -](5\.7\.\d+ )?.*STARTTLS|must issue a? ?STARTTLS|STARTTLS (is |command )?(required|first)|\b5\.7\.1[01]\b.*encrypt|encryption (is )?(required|needed)|(plaintext|cleartext|plain text) (auth\w*|logins?|passwords?) (is |are )?(not allowed|disallowed|disabled)/i,
    },
    title: 'The server lets nobody in without encryption',
    cause: 'The connection is not encrypted, and the server takes no password on such a line.',
    who: 'you',
    step: chooseEncryption,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'starttls_missing',
    when: { codes: /^STARTTLS_MISSING$/ },
    title: 'The server offers no STARTTLS on this port',
    cause:
      'The settings ask for STARTTLS, and the server does not know it there, so nothing secret was sent.',
    who: 'you',
    step: 'Choose TLS and its port (993 for reading, 465 for sending), or ask whoever runs the server which port is encrypted.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'tls_expected',
    when: { codes: /^TLS_EXPECTED$/ },
    title: 'This port speaks TLS from the first byte',
    cause: 'The settings say otherwise, so each side waits for the other one to begin.',
    who: 'you',
    step: 'Choose TLS as the security of the server in the settings, or the port for STARTTLS (143 for reading, 587 for sending).',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'sign_in_not_offered',
    when: { codes: /^AUTH_MISSING$/ },
    title: 'The server offers no way to sign in here',
    cause: 'It names no method that Postroom knows, so the password or token was not sent.',
    who: 'you',
    step: 'Mostly the port is the wrong one (587 and 465 are for programs, 25 is for other servers), or the line has to be encrypted first. Check port and security of the server in the settings.',
    retry: 'slow',
  },
];

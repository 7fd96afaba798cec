import type { DiagnosisRule } from './diagnosis-rule.ts';

const notAgain = 'It is not tried again by itself';
const atSignIn = ['CONNECT', 'STARTTLS', 'AUTH', 'LOGIN'];

const recipientRefused: DiagnosisRule = {
  code: 'smtp_recipient_refused',
  when: { codes: /^5\d\d$/, commands: ['RCPT'] },
  title: 'The recipient was refused',
  cause: 'The address does not exist, or its server does not take mail for it.',
  who: 'you',
  step: `${notAgain}: check the address and send the answer anew.`,
  retry: 'never',
};

const senderRefused: DiagnosisRule = {
  code: 'smtp_sender_refused',
  when: { codes: /^5\d\d$/, commands: ['MAIL'] },
  title: 'The server refuses the sender address',
  cause: 'The server takes no mail from the address that the message is sent from.',
  who: 'administrator',
  step: 'Let the account send from this address, or choose another sending address for the group. Postroom tries it once an hour.',
  retry: 'slow',
};

/** What is not about the message, although it is said when there is one. */
const ofTheWay: readonly DiagnosisRule[] = [
  {
    code: 'smtp_host_refused',
    when: {
      codes: /^5\d\d$/,
      text: /^\d{3}[ -]5\.7\.6[0-4]\d |banned sending ip|blocked using|(client host|your (ip|host|server|network)|\bip( address)?) .{0,80}(block|ban|deny|denied|list|reject|reputation)|\bblock ?list \(S31/i,
    },
    title: 'The server takes no mail from this network',
    cause: 'It holds the address that this machine is seen with on a list of those that send spam.',
    who: 'administrator',
    step: 'Send by the server that the provider of the mailbox names for outgoing mail, with user name and password; or have the address taken off the list that the answer below names. Postroom tries it once an hour.',
    retry: 'slow',
  },
  {
    code: 'smtp_protocol',
    when: { codes: /^(50[0234]|555)$/, commands: ['MAIL', 'RCPT', 'DATA'] },
    title: 'The sending server does not understand Postroom',
    cause: 'The server says that a command was not as it should be, or not in its turn.',
    who: 'nobody',
    step: 'Postroom tries again. If it goes on, take a protocol trace on the page of the channel and report it.',
    retry: 'backoff',
  },
  // Many servers judge the sender only when they hear of a recipient.
  {
    ...senderRefused,
    when: { codes: /^5\d\d$/, text: /sender address rejected|domain of sender|\b5\.1\.[78]\b/i },
  },
];

/** What is wrong with a message or a recipient, once the server has let us in: tried again, the answer would be the same. */
export const smtpMessageRules: readonly DiagnosisRule[] = [
  {
    code: 'smtp_name_refused',
    when: { codes: /^5\d\d$/, commands: ['EHLO', 'HELO'] },
    title: 'The sending server refuses the name of this machine',
    cause: 'Postroom greets a server with the host of its public address, and this one does not take it.',
    who: 'you',
    step: 'Give POSTROOM_PUBLIC_URL a full host name, such as desk.example.com, and start Postroom again; or ask whoever runs the server which names it takes.',
    retry: 'slow',
  },
  {
    code: 'smtp_sign_in_refused',
    when: { codes: /^5\d\d$/, commands: atSignIn },
    title: 'The sending server lets nobody in',
    cause:
      'The server has refused the connection or the sign-in, and did not say why in words that Postroom knows.',
    who: 'administrator',
    step: 'Look the answer up. Postroom tries it once an hour, and goes on by itself when the server does.',
    retry: 'slow',
  },
  {
    code: 'smtp_over_limit',
    when: { codes: /^MESSAGE_TOO_LARGE$/ },
    title: 'The message is larger than the server takes',
    cause: 'The sending server has named the limit below, and this message is above it.',
    who: 'you',
    step: `${notAgain}: send it with smaller attachments, or with a link to them.`,
    retry: 'never',
    isSaid: true,
  },
  {
    code: 'smtp_too_large',
    when: {
      text: /5\.3\.4\b|5\.2\.3\b|MessageTooLarge|message (size )?(is )?too (large|big|long)|exceeds? .{0,40}size|size .{0,30}exceed/i,
    },
    title: 'The message is too large',
    cause: "The message exceeds the mailbox's or the recipient's size limit.",
    who: 'you',
    step: `${notAgain}: send it with smaller attachments, or with a link to them.`,
    retry: 'never',
  },
  {
    code: 'smtp_utf8_missing',
    when: { codes: /^NO_SMTPUTF8$/ },
    title: 'The server cannot write to this address',
    cause:
      'The address has letters beyond ASCII before its @, and the sending server does not know SMTPUTF8.',
    who: 'you',
    step: `${notAgain}: ask the person for an address of plain letters, or send by a server that knows SMTPUTF8.`,
    retry: 'never',
    isSaid: true,
  },
  {
    code: 'smtp_utf8_missing',
    when: { status: /^5\.6\.[789]$|^5\.6\.10$/ },
    title: 'The server cannot write to this address',
    cause:
      'The address has letters beyond ASCII before its @, and the sending server does not know SMTPUTF8.',
    who: 'you',
    step: `${notAgain}: ask the person for an address of plain letters, or send by a server that knows SMTPUTF8.`,
    retry: 'never',
  },
  ...ofTheWay,
  {
    code: 'smtp_recipient_full',
    when: {
      codes: /^5\d\d$/,
      commands: ['RCPT', 'DATA'],
      text: /^\d{3}[ -]5\.2\.2 |storage allocation|(mailbox|account) .{0,40}(is full|over ?quota|quota)/i,
    },
    title: "The recipient's mailbox is full",
    cause: 'The server of the recipient takes nothing more for that mailbox.',
    who: 'you',
    step: `${notAgain}: reach the person some other way, and send it again when there is room.`,
    retry: 'never',
  },
  {
    code: 'smtp_domain_unproven',
    when: {
      codes: /^5\d\d$/,
      text: /^\d{3}[ -]5\.7\.(2[0-79]|509|515) |\b(DMARC|DKIM|SPF)\b.{0,60}\b(fail|failed|fails|reject|not pass|policy|missing|required)/i,
    },
    title: "The sender's domain is not proven",
    cause:
      'The server wants SPF, DKIM or DMARC to prove that this mail may come from the domain of the sender.',
    who: 'administrator',
    step: `${notAgain}: have SPF, DKIM and DMARC set up for the domain of the sending address, then send it anew.`,
    retry: 'never',
  },
  // The address of the recipient is not known before RCPT.
  senderRefused,
  { ...recipientRefused, when: { codes: /^5\d\d$/, status: /^5\.7\.(12[4-9]|13[0-8]|504|505|507|510)$/ } },
  {
    ...recipientRefused,
    when: {
      codes: /^5\d\d$/,
      text: /\b5\.1\.([0-6]|10)\b|\b5\.2\.0\b(?!.{0,20}STOREDRV\.Submission)|\b5\.2\.[145]\b|\b5\.4\.[014]\b|user unknown|unknown (user|recipient)|no such (user|recipient|mailbox)|no valid recipients|recipient .{0,30}(unknown|rejected|not found|not exist|refused)/i,
    },
  },
  recipientRefused,
  {
    code: 'smtp_content_refused',
    when: { codes: /^5\d\d$/, commands: ['DATA'], status: /^5\.(6\.\d+|7\.\d+)$/ },
    title: 'The server refuses what is in the message',
    cause: 'A rule about content or security at the server stands against this message.',
    who: 'you',
    step: `${notAgain}: the answer below says why, as far as the server does. Change the message and send it anew.`,
    retry: 'never',
  },
  {
    code: 'smtp_refused',
    when: { codes: /^5\d\d$/ },
    title: 'The server has refused the message',
    cause: 'The code of the answer means that the same message would be refused again.',
    who: 'you',
    step: `${notAgain}: look the answer up, change what it is about, and send it anew.`,
    retry: 'never',
  },
  {
    code: 'smtp_malformed',
    when: { text: /^Invalid (recipient|sender)|No recipients defined/i },
    title: 'An address cannot be sent to',
    cause: 'An address of the message is not one that mail can be sent with.',
    who: 'you',
    step: `${notAgain}: correct the address and send it anew.`,
    retry: 'never',
  },
];

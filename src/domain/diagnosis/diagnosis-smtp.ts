import { encryptionRules } from './diagnosis-encryption.ts';
import { passwordRules } from './diagnosis-password.ts';
import { appStep, type DiagnosisRule } from './diagnosis-rule.ts';
import { smtpMessageRules } from './diagnosis-smtp-message.ts';
import { smtpSignInRules } from './diagnosis-smtp-sign-in.ts';

const personalSending =
  'Sign in at Outlook.com in a browser: it may want to know that it is you before it sends again. Then press Re-authenticate.';
const switchOn = (address: string) =>
  `Set-CASMailbox -Identity ${address} -SmtpClientAuthenticationDisabled $false`;

const dailyLimit: DiagnosisRule = {
  code: 'smtp_daily_limit',
  when: {
    text: /5\.1\.90|daily (smtp |user )?(relay |sending |message |recipient )?(limit|quota)|submission ?quota|(sending|recipient|message) (rate )?(limit|quota)( is| was| has been)? ?(exceeded|reached)|Recipient ?RateLimit|MessageLimit|Message ?Submission ?Exceeded|exceeded .{0,30}(sending|rate|hourly|daily)/i,
  },
  title: 'A sending limit is reached',
  cause: 'The server lets one mailbox write to so many recipients in a day or an hour, and it has.',
  who: 'nobody',
  step: 'Postroom sends the rest when the server takes it again.',
  retry: 'slow',
};

/** A server that is busy, and one that counts. */
const passing: readonly DiagnosisRule[] = [
  {
    code: 'smtp_too_many',
    when: {
      text: /concurrent connection|thread limit|too many (concurrent |simultaneous )?(connections|sessions)/i,
    },
    title: 'Too much is being sent at once',
    cause: 'The server takes only a few connections of one mailbox, and others are using them.',
    who: 'nobody',
    step: 'Postroom sends it a little later.',
    retry: 'backoff',
  },
  dailyLimit,
  // https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online: of a tenant, of an address
  { ...dailyLimit, when: { status: /^5\.7\.(23[236]|508)$/ } },
  // Beside it stands OutboundSpamException, as beside all that counts what is sent.
  { ...dailyLimit, when: { text: /verdict is RefuseQuota/i } },
  {
    code: 'smtp_quota',
    when: { text: /QuotaExceeded|StorageQuota|quota ?exceeded ?exception/i },
    title: 'A quota is used up',
    cause: 'The server sends nothing more for this mailbox, mostly because the mailbox itself is full.',
    who: 'administrator',
    step: 'Make room in the mailbox that sends; Postroom goes on by itself.',
    powershell: (address) =>
      `Get-MailboxStatistics -Identity ${address} | Format-List TotalItemSize,StorageLimitStatus`,
    retry: 'slow',
  },
];

const later: DiagnosisRule = {
  code: 'smtp_later',
  when: { codes: /^4\d\d$/ },
  title: 'The server asks to try again later',
  cause: 'The server takes it not now, and says so with a code for what passes.',
  who: 'nobody',
  step: 'Postroom tries again by itself.',
  retry: 'backoff',
};

const mechanism: DiagnosisRule = {
  code: 'smtp_mechanism',
  when: { codes: /^(504|534|535)$/, status: /^5\.(5\.4|7\.9|7\.4)$/ },
  title: 'The server wants another kind of sign-in',
  cause: 'The way in which Postroom signs in is not one that the server takes here.',
  who: 'you',
  step: 'Make an app password at the provider, or use Migrate now! where the mailbox is at Microsoft.',
  retry: 'slow',
};

/** Of these words a server is sure whatever code it puts before them. */
const signInSaid = smtpSignInRules.filter(({ isSaid }) => isSaid === true);

/**
 * What a submission server says: what is plain first, then the class of its code (RFC 5321 section 4.2.1), its enhanced
 * status (RFC 3463) and its words. https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
 */
export const smtpRules: readonly DiagnosisRule[] = [
  ...signInSaid,
  ...encryptionRules,
  ...passing,
  later,
  // Who gets the mail has had as much as Exchange lets one mailbox get in an hour.
  { ...later, when: { codes: /^5\d\d$/, status: /^5\.2\.12[12]$/ } },
  // Of what passes Exchange's store says “permanent” in the same breath.
  {
    ...later,
    when: {
      codes: /^5\d\d$/,
      commands: ['MAIL', 'RCPT', 'DATA'],
      text: /\btransient error|Transient(Error|Exception)|InTransit|(Store|Server|Database|Mailbox)(Offline|Unavailable)Exception/i,
    },
  },
  // Where a server contradicts itself, the reading that does less harm counts.
  { ...later, when: { codes: /^5\d\d$/, status: /^4\./ } },
  ...smtpSignInRules.filter(({ isSaid }) => isSaid !== true),
  // Not asked for a better password, but for another way.
  { ...mechanism, when: { codes: /^50[0234]$/, commands: ['AUTH', 'LOGIN'] } },
  { ...mechanism, when: { codes: /^534$/, commands: ['AUTH', 'LOGIN'], text: /mechanism|too weak/i } },
  ...passwordRules,
  mechanism,
  {
    code: 'smtp_refused_sign_in',
    when: { codes: /^53[45]$/ },
    title: 'The sending server refuses the sign-in',
    cause:
      'Exchange does not accept the token for sending: authenticated SMTP is off, or the user name is not the one of the account.',
    who: 'administrator',
    step: 'Switch authenticated SMTP on for the mailbox. If it is on, press Re-authenticate.',
    powershell: switchOn,
    personalStep: personalSending,
    appStep,
    retry: 'slow',
  },
  ...smtpMessageRules,
];

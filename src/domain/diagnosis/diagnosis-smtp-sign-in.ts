import { appStep, type DiagnosisRule } from './diagnosis-rule.ts';

const switchOn = (address: string) =>
  `Set-CASMailbox -Identity ${address} -SmtpClientAuthenticationDisabled $false`;
const personalSending =
  'Sign in at Outlook.com in a browser: it may want to know that it is you before it sends again. Then press Re-authenticate.';

/** Why a session may not send, which is about the channel and not about the message. 5.7.139 has many reasons; its words tell them apart. */
export const smtpSignInRules: readonly DiagnosisRule[] = [
  {
    code: 'smtp_disabled_tenant',
    when: { text: /SmtpClientAuthentication is disabled for the Tenant/i },
    title: 'Sending by SMTP is switched off in the tenant',
    cause: 'The tenant does not allow authenticated SMTP, which Postroom sends with.',
    who: 'administrator',
    step: 'Switch it on for this mailbox alone; the rest of the tenant stays as it is. It can take an hour until it works.',
    powershell: switchOn,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_disabled_mailbox',
    when: { text: /SmtpClientAuthentication is disabled/i },
    title: 'Sending by SMTP is switched off for this mailbox',
    cause: 'The mailbox does not allow authenticated SMTP, which Postroom sends with.',
    who: 'administrator',
    step: 'Switch it on: Microsoft 365 admin center, the user, Mail, Manage email apps, Authenticated SMTP. It can take an hour until it works.',
    powershell: switchOn,
    personalStep: personalSending,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_locked',
    when: { text: /security defaults/i },
    title: "The tenant's security defaults refuse sending",
    cause: 'Security defaults are on, and they block authenticated SMTP for every account.',
    who: 'administrator',
    step: 'Replace security defaults by Conditional Access policies that exclude this account (Entra, Properties, Manage security defaults), then switch SMTP on for the mailbox.',
    powershell: switchOn,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_policy',
    when: { text: /did not meet the criteria|conditional access|authentication policy/i },
    title: 'A policy of the tenant refuses sending',
    cause: 'A Conditional Access or authentication policy does not let this account sign in for sending.',
    who: 'administrator',
    step: 'In Entra open the Sign-in logs of the account to see which policy it was, and exclude the account or the app from it.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_password_expired',
    when: { text: /^(?=.*5\.7\.139).*password .{0,20}expired/is },
    title: 'The password of the account has expired',
    cause: 'Exchange lets the account send again when its password is a new one.',
    who: 'administrator',
    step: 'Set a new password for the account, then press Re-authenticate.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_account_blocked',
    when: {
      text: /STOREDRV\.Submission\.Exception:AccountDisabled|^(?=.*5\.7\.139).*(?:(?:user|account)(?:'s)? .{0,30}(?:locked|blocked|disabled)|sign-?in .{0,20}blocked)/is,
    },
    title: 'The account may not sign in',
    cause: 'Exchange says that the account which sends is locked, blocked or disabled.',
    who: 'administrator',
    step: 'In the Microsoft 365 admin center open the user and allow the sign-in; Entra has the reason in its Sign-in logs.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_legacy_blocked',
    when: { text: /^(?=.*5\.7\.139).*basic authentication/is },
    title: 'The server takes no passwords for sending',
    cause: 'Sign-ins with a user name and a password are switched off at this server.',
    who: 'you',
    step: 'Press Migrate now! and sign in at Microsoft, or send by a server that takes a password.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'smtp_credentials',
    when: { text: /^(?=.*5\.7\.139).*credentials/is },
    title: 'Exchange does not accept who wants to send',
    cause: 'The user name or what proves it is not the right one for sending.',
    who: 'administrator',
    step: 'Press Re-authenticate with the account that the channel names; Exchange wants its user name, not one of its other addresses.',
    passwordStep: 'Enter user name and password anew under Account and password.',
    appStep,
    retry: 'slow',
  },
  {
    code: 'smtp_sign_in_blocked',
    when: { status: /^5\.7\.139$/ },
    title: 'Exchange blocks the sign-in for sending',
    cause:
      'A switch or a policy of the tenant stops it; the answer below says which, as far as Exchange does.',
    who: 'administrator',
    step: 'See whether authenticated SMTP is on for the mailbox, and look at the Sign-in logs of the account in Entra.',
    powershell: switchOn,
    personalStep: personalSending,
    retry: 'slow',
  },
  {
    code: 'smtp_not_authenticated',
    when: {
      text: /5\.7\.57\b|^530[ -](?!.*STARTTLS)|authentication (is )?required|not authenticated|client was not auth|relay(ing)? (is )?(access )?(denied|not permitted|not allowed)|relaying .{0,80}(denied|not permitted|not allowed)|(unable to|cannot|won't) relay|rcpthosts|\bAUTH is required|need to authenticate|not logged in|unauthenticated/i,
    },
    title: 'The server takes no mail from this session',
    cause:
      'The sending server says that the client is not signed in, mostly because authenticated SMTP is off.',
    who: 'administrator',
    step: 'Switch authenticated SMTP on for the mailbox.',
    powershell: switchOn,
    passwordStep:
      'Check server and port under Account and password: it has to be the one that your provider names for outgoing mail, with user name and password.',
    retry: 'slow',
  },
  {
    code: 'smtp_send_as_denied',
    when: {
      text: /SendAsDenied|5\.7\.60\b|5\.2\.252|(not allowed|permissions?|not authori[sz]ed|denied|may not|cannot) .{0,40}send (mail |messages? )?(as|from|on behalf)|send as this sender|sender address rejected: not owned|not owned by user/i,
    },
    title: 'The account may not send from this address',
    cause: 'The account that signed in has no Send As right for the sender address.',
    who: 'administrator',
    step: 'Give the account that signs in, the trustee of the line, Send As for the address. It can take an hour until it works.',
    powershell: (address, account) =>
      `Add-RecipientPermission -Identity ${address} -Trustee ${account} -AccessRights SendAs`,
    passwordStep:
      'Let the provider allow the account to send from this address, or choose another sending address for the group.',
    appStep,
    retry: 'slow',
  },
  {
    code: 'smtp_blocked_sender',
    when: {
      text: /5\.7\.50[0-3]\b|5\.7\.511\b|5\.7\.7[05][0-9]\b|bad outbound sender|outbound ?spam|outgoing blocked|unusual (sending|rate)|(sender|account|user) .{0,30}(restricted|blocked|banned|suspended) .{0,20}send/i,
    },
    title: 'The sender is blocked',
    cause:
      'The server has stopped this account or its tenant from sending, mostly because of suspected spam.',
    who: 'administrator',
    step: 'In the Defender portal open Email & collaboration, Review, Restricted entities, and release the account.',
    passwordStep: 'The provider has stopped this account from sending; ask there what has to be done.',
    retry: 'slow',
  },
];

import { graphBusy } from './diagnosis-graph.ts';
import { appStep, type DiagnosisRule } from './diagnosis-rule.ts';

// What Graph answers when mail is handed over (`SEND`) and looked for (`LOOK`).

const notAgain = 'It is not tried again by itself';
const atSending = ['SEND'];

/** Who may send, and as whom. */
const rights: readonly DiagnosisRule[] = [
  // It comes with 403, which else is about a right (python-o365#668).
  { ...graphBusy, when: { commands: atSending, text: /\btransient error\b|verdict is TransientError/i } },
  {
    code: 'graph_send_as_denied',
    when: { codes: /^ErrorSendAsDenied$/i, commands: atSending },
    title: 'The account may not send as this mailbox',
    cause: 'The sign-in works, but Exchange does not let the account send in the name of this mailbox.',
    who: 'administrator',
    step: 'Grant Send As on the mailbox; it can take an hour until it works.',
    powershell: (address, account) =>
      `Add-RecipientPermission -Identity ${address} -Trustee ${account} -AccessRights SendAs`,
    appStep,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'graph_sending_denied',
    when: {
      codes: /^(ErrorAccessDenied|AccessDenied|HTTP_403)$/i,
      commands: atSending,
      text: /^(?!.*OData is disabled)/i,
    },
    title: 'Microsoft Graph does not let the app send',
    cause:
      'The app lacks Mail.Send or Mail.ReadWrite, which a draft needs too; for the mailbox of somebody else the same with .Shared.',
    who: 'administrator',
    step: 'Grant the app Mail.Send and Mail.ReadWrite of Microsoft Graph, and the account Full Access and Send As to a shared mailbox.',
    powershell: (address, account) =>
      `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess; Add-RecipientPermission -Identity ${address} -Trustee ${account} -AccessRights SendAs`,
    appStep,
    retry: 'slow',
  },
  {
    code: 'graph_other_sender',
    when: { codes: /^OTHER_SENDER$/ },
    title: 'Microsoft Graph sends from the mailbox’s own address only',
    cause:
      'The message is from another address of the group; Graph would put the mailbox’s own in its place.',
    who: 'you',
    step: `${notAgain}: choose the address of the mailbox as the sending address of the group and answer anew, or let the channel send by IMAP/SMTP and press Send again.`,
    retry: 'never',
    isSaid: true,
  },
];

const sendingLimit: DiagnosisRule = {
  code: 'graph_sending_limit',
  when: { codes: /^(ErrorExceededMessageLimit|ErrorSubmissionQuotaExceeded)$/i },
  title: 'The mailbox has sent as much as it may',
  cause: 'Exchange lets a mailbox send to 10,000 recipients a day, and 30 messages a minute.',
  who: 'nobody',
  step: 'Postroom tries it once an hour, and goes on when Exchange does. If it stays, ask your administrator for a limit of the tenant’s own.',
  retry: 'slow',
  isSaid: true,
};

/** How much may be sent. */
const limits: readonly DiagnosisRule[] = [
  {
    code: 'graph_sending_blocked',
    when: { codes: /^(ErrorMessageSubmissionBlocked|ErrorAccountSuspend\w*)$/i },
    title: 'Microsoft has blocked the mailbox from sending',
    cause: 'Exchange takes the account for one that sends spam.',
    who: 'administrator',
    step: 'Find out why, then remove the account from Restricted entities in Microsoft Defender (Email & collaboration, Review).',
    personalStep:
      'Sign in at Outlook.com in a browser: it may want to know that it is you before it sends again. Then press Re-authenticate.',
    retry: 'slow',
    isSaid: true,
  },
  sendingLimit,
  { ...sendingLimit, when: { commands: atSending, text: /verdict is RefuseQuota/i } },
];

/** What is wrong with the message: the answer would be the same again. */
const messages: readonly DiagnosisRule[] = [
  {
    code: 'graph_message_too_large',
    when: {
      codes:
        /^(ErrorMessageSizeExceeded|RequestEntityTooLarge|ErrorAttachmentSizeLimitExceeded|ErrorAttachmentSizeShouldNotBeLessThanMinimumSize|HTTP_413)$/i,
    },
    title: 'The message is too large',
    cause:
      'It is larger than the tenant lets a message be: 35 MB unless an administrator has set another limit.',
    who: 'you',
    step: `${notAgain}: send it with smaller attachments, or with a link to them.`,
    retry: 'never',
  },
  {
    code: 'graph_recipient_refused',
    when: { codes: /^ErrorInvalidRecipients$/i },
    title: 'A recipient cannot be sent to',
    cause: 'Microsoft Graph takes at least one of the addresses for none.',
    who: 'you',
    step: `${notAgain}: check the addresses and send the answer anew.`,
    retry: 'never',
  },
  {
    code: 'graph_some_recipients',
    when: { codes: /^SOME_RECIPIENTS$/ },
    title: 'Some recipients have it already',
    cause:
      'The message went out to some by SMTP; Microsoft Graph can send it to all of them only, who would get it twice.',
    who: 'you',
    step: `${notAgain}: let the channel send by IMAP/SMTP and press Send again, or write to the rest anew.`,
    retry: 'never',
    isSaid: true,
  },
  {
    code: 'graph_message_refused',
    when: {
      codes:
        /^(ErrorMimeContentInvalid\w*|ErrorInvalidIdMalformed|ErrorInvalidRequest|BadRequest|HTTP_400)$/i,
      commands: atSending,
    },
    title: 'Microsoft Graph has refused the message',
    cause: 'Graph could not read what it was handed; the same message would be refused again.',
    who: 'you',
    step: `${notAgain}: change it and send it anew. If others are refused too, let the channel send by IMAP/SMTP.`,
    retry: 'never',
  },
];

/** What leaves open whether somebody has it, or says that nobody has. */
const doubts: readonly DiagnosisRule[] = [
  {
    code: 'graph_still_a_draft',
    when: { codes: /^STILL_A_DRAFT$/ },
    title: 'Microsoft has accepted the message and not sent it yet',
    cause:
      'Graph said that it takes the message, and it still lies in Drafts of the mailbox: it may go out at any moment, or never.',
    who: 'nobody',
    step: 'Postroom looks for it in Sent Items again and again. If it stays in Drafts for an hour, delete it there and press Send again.',
    retry: 'backoff',
    isSaid: true,
  },
  {
    code: 'graph_trail_not_kept',
    when: { codes: /^TRAIL_NOT_KEPT$/ },
    title: 'Postroom could not write down what it was about to send',
    cause: 'The data file took nothing at that moment, and what cannot be found again is not let go.',
    who: 'you',
    step: 'See that the disk has room. Postroom tries again by itself.',
    retry: 'backoff',
    isSaid: true,
  },
  {
    code: 'graph_upload_failed',
    when: { codes: /^(UPLOAD_NOT_CONFIRMED|UNFIT_UPLOAD)$/ },
    title: 'A large file did not arrive whole',
    cause:
      'Microsoft takes large files in pieces at an address of their own, and did not say that this one is whole.',
    who: 'nobody',
    step: 'Nothing was sent, and Postroom tries again by itself.',
    retry: 'backoff',
  },
];

/** They stand above what Graph answers to reading. */
export const graphSendingRules: readonly DiagnosisRule[] = [...limits, ...rights, ...messages, ...doubts];

import { accountDisabled } from './diagnosis-entra-account.ts';
import { ofAppPolicy } from './diagnosis-entra-policy.ts';
import { appStep, type DiagnosisRule } from './diagnosis-rule.ts';

// What Graph answers, by `error.code` where it names one, else by its status.
// https://learn.microsoft.com/graph/errors, https://learn.microsoft.com/graph/resolve-auth-errors

const unreachable = {
  title: 'Microsoft cannot reach the public address of Postroom',
  cause:
    'Before it tells of new mail, Microsoft Graph asks POSTROOM_PUBLIC_URL from outside, and got no good answer.',
  who: 'you',
  step: 'Let the public address take POST /microsoft/notifications and /microsoft/lifecycle from everywhere, with a certificate that everybody trusts. Until then Postroom asks for new mail every 10 seconds.',
  retry: 'slow',
} as const;

/** Change notifications: what is asked for them is no part of fetching, which goes on without. */
const notifications: readonly DiagnosisRule[] = [
  {
    code: 'notifications_unreachable',
    when: { commands: ['WATCH'], codes: /^ValidationError$/i },
    ...unreachable,
  },
  {
    code: 'notifications_unreachable',
    when: { commands: ['WATCH'], text: /notification ?url|notification endpoint|validation request/i },
    ...unreachable,
  },
  {
    code: 'notifications_refused',
    when: {
      commands: ['WATCH'],
      codes:
        /^(ErrorAccessDenied|AccessDenied|Forbidden|ErrorItemNotFound|ResourceNotFound|ExtensionError|HTTP_40[34])$/i,
    },
    title: 'Microsoft Graph does not tell of this mailbox',
    cause:
      'For an account that has signed in it tells of that account’s own mailbox, and not of a shared one.',
    who: 'nobody',
    step: 'Nothing has to be done: Postroom asks for new mail every 10 seconds. Where the app itself opens the mailbox, Microsoft tells of it.',
    retry: 'slow',
  },
];

/** Who may do what. */
const rights: readonly DiagnosisRule[] = [
  {
    code: 'graph_token_challenged',
    when: {
      codes: /^InvalidAuthenticationToken$|^HTTP_401$/,
      text: /continuous access evaluation|insufficient_claims/i,
    },
    title: 'Microsoft wants to see the account again',
    cause: 'A policy of the tenant has ended the session of the account before its time.',
    who: 'you',
    step: 'Press Re-authenticate and sign in once more.',
    appStep: ofAppPolicy,
    retry: 'backoff',
  },
  {
    code: 'graph_token_refused',
    when: { codes: /^InvalidAuthenticationToken$|^AuthenticationError$|^HTTP_401$/i },
    title: 'Microsoft Graph does not accept the token',
    cause: 'A fresh token was refused too: it is for another service, or the sign-in was withdrawn.',
    who: 'you',
    step: 'Press Re-authenticate. If that does not help, check that the app and the cloud fit together.',
    appStep,
    retry: 'backoff',
  },
  {
    code: 'graph_policy',
    when: { text: /Access to OData is disabled|AppOnly AccessPolicy/i },
    title: 'A policy of Exchange keeps the app out of this mailbox',
    cause: 'An application access policy names the app, and this mailbox is not among those that it allows.',
    who: 'administrator',
    step: 'Add the mailbox to the group that the policy allows, or remove the policy; it can take an hour until it works.',
    powershell: () => 'Get-ApplicationAccessPolicy | Format-Table AppId,ScopeName,AccessRight',
    retry: 'slow',
  },
  {
    code: 'graph_no_right',
    when: { text: /default folder\b.{0,80}\bnot found/i },
    title: 'No right to this mailbox by Microsoft Graph',
    cause:
      'The sign-in works, but the account may not open the mailbox; Graph then says that its folders are not there.',
    who: 'administrator',
    step: 'Give the account Full Access to the mailbox; it can take an hour until it works.',
    powershell: (address, account) =>
      `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`,
    appStep,
    retry: 'slow',
  },
  {
    code: 'graph_access_denied',
    when: {
      codes:
        /^(ErrorAccessDenied|AccessDenied|Authorization_(RequestDenied|IdentityNotFound)|NoPermissionsInAccessToken|Forbidden|HTTP_403)$/i,
    },
    title: 'Microsoft Graph refuses this to the app',
    cause: 'The app has no permission for it (Mail.ReadWrite), or the account has no right to the mailbox.',
    who: 'administrator',
    step: 'Grant the app Mail.ReadWrite and Mail.Send of Microsoft Graph, and the account Full Access to a shared mailbox.',
    powershell: (address, account) =>
      `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`,
    appStep,
    retry: 'slow',
  },
  { ...accountDisabled, when: { codes: /^ErrorAccountDisabled$/i } },
  {
    code: 'graph_user_unknown',
    when: { codes: /^(ErrorInvalidUser|Request_ResourceNotFound|ErrorNonExistentMailbox|UNFIT_ADDRESS)$/i },
    title: 'Microsoft Graph knows no such mailbox',
    cause: 'Nobody in the tenant has the address of the channel.',
    who: 'you',
    step: 'Was the account renamed? Then press Re-authenticate, and its new address is taken over. Was a shared mailbox renamed? Then add its new address under Addresses, open it there, and let the channel go on by it. Was it deleted? Within 30 days a Microsoft administrator can restore it in the Microsoft 365 admin center under Deleted users. The channel goes on by itself then.',
    appStep:
      'Was the mailbox renamed? Then add its new address under Addresses, open it there, and let the channel go on by it. Was it deleted? Within 30 days a Microsoft administrator can restore it in the Microsoft 365 admin center under Deleted users. The channel goes on by itself then.',
    retry: 'slow',
  },
  {
    code: 'graph_no_mailbox',
    when: {
      codes:
        /^(MailboxNotEnabledForRESTAPI|MailboxNotSupportedForRESTAPI|OrganizationFromTenantGuidNotFound|ErrorMailboxNotFound|ResourceNotFound)$/i,
    },
    title: 'The mailbox is not one that Microsoft Graph reaches',
    cause:
      'It has no licence, was deleted, lies on a server of the tenant’s own, or was made a few minutes ago.',
    who: 'administrator',
    step: 'Give the account a licence with Exchange Online; a new mailbox needs about 15 minutes.',
    powershell: (address) =>
      `Get-Mailbox -Identity ${address} | Format-List RecipientTypeDetails, SKUAssigned`,
    retry: 'slow',
  },
];

/** Something is out of order at Microsoft, whatever was asked for. */
export const graphBusy: DiagnosisRule = {
  code: 'graph_busy',
  when: {
    codes:
      /^(ErrorServerBusy|serviceNotAvailable|ErrorTimeoutExpired|(Error)?InternalServer\w*|ErrorConnectionFailed|ErrorMessageTransientError|ErrorMoveCopyFailed|ErrorAD(Unavailable|Operation)|ErrorInsufficientResources|ErrorNotEnoughMemory|ErrorCorruptData|Error(Mime)?ContentConversionFailed|generalException|HTTP_5\d\d|HTTP_408)$/i,
  },
  title: 'Microsoft Graph is out of order',
  cause: 'A server of Microsoft gave up on what it was asked for.',
  who: 'nobody',
  step: 'Postroom tries again by itself.',
  retry: 'backoff',
};

/** What passes. */
const passing: readonly DiagnosisRule[] = [
  {
    code: 'graph_throttled',
    when: {
      codes:
        /^(ApplicationThrottled|(Error)?TooManyRequests|Request_ThrottledTemporarily|ErrorExceededConnectionCount|activityLimitReached|ErrorTooManyObjectsOpened|HTTP_429)$/i,
    },
    title: 'Microsoft Graph slows this mailbox down',
    cause: 'Graph limits how much an app may ask of one mailbox, and the limit is reached.',
    who: 'nobody',
    step: 'Postroom waits as long as Graph asks and goes on.',
    retry: 'wait',
  },
  {
    code: 'graph_mailbox_moved',
    when: {
      codes:
        /^(ErrorMailboxMoveInProgress|ErrorMailboxStoreUnavailable|ErrorMailboxFailover|MailboxInfoStale)$/i,
    },
    title: 'Microsoft is moving the mailbox',
    cause: 'The mailbox is on its way to another server; that can take hours.',
    who: 'nobody',
    step: 'Postroom looks again every few minutes, and nothing is given up meanwhile.',
    retry: 'wait',
  },
  {
    code: 'graph_quarantined',
    when: { codes: /^ErrorApiQuarantined$/i },
    title: 'Exchange has set the mailbox aside',
    cause: 'The mailbox made a server of Microsoft fail again and again, and is out of reach for a while.',
    who: 'microsoft',
    step: 'Postroom tries again by itself. After a day ask Microsoft’s support.',
    retry: 'wait',
  },
  graphBusy,
  {
    code: 'graph_conflict',
    when: {
      codes: /^ErrorIrresolvableConflict$|^ErrorSaveConflict$|^ErrorStaleObject$|^HTTP_409$|^HTTP_412$/i,
    },
    title: 'Somebody else changes the same messages',
    cause: 'Graph could not make a change because another one came in between.',
    who: 'nobody',
    step: 'Postroom tries again by itself.',
    retry: 'backoff',
  },
  {
    code: 'graph_resync',
    when: { codes: /^(SyncStateNotFound|SyncStateInvalid|resyncRequired|HTTP_410)$/i },
    title: 'Microsoft Graph has lost count of the changes',
    cause: 'It asks again and again to begin the list of changes anew.',
    who: 'nobody',
    step: 'Postroom compares the whole folder with what it has, and imports nothing twice.',
    retry: 'backoff',
  },
];

/** What is about the mailbox itself. */
const contents: readonly DiagnosisRule[] = [
  {
    code: 'graph_named_properties',
    when: { codes: /^ErrorQuotaExceeded$/i, text: /Cannot get ID from name/i },
    title: 'The mailbox takes no new kinds of properties',
    cause: 'Programs have given its messages so many properties of their own that Exchange takes no more.',
    who: 'administrator',
    step: 'Ask Microsoft’s support to raise the limit of named properties, or use another mailbox.',
    retry: 'slow',
  },
  {
    code: 'graph_mailbox_full',
    when: { codes: /^ErrorQuotaExceeded$/i },
    title: 'The mailbox is full',
    cause: 'Exchange refuses everything that would need room.',
    who: 'administrator',
    step: 'Make room in the mailbox (Deleted Items count too), or give it a larger one.',
    powershell: (address) =>
      `Get-MailboxStatistics -Identity ${address} | Format-List TotalItemSize, StorageLimitStatus`,
    retry: 'slow',
  },
  {
    code: 'graph_folder_missing',
    when: { codes: /^(NONEXISTENT|Error(To|From)?FolderNotFound)$/ },
    title: 'The folder is not there',
    cause: 'The mailbox has no folder of the name that the settings of the channel give.',
    who: 'you',
    step: 'Choose the folder anew in the settings of the channel, or make it again in the mailbox.',
    retry: 'slow',
  },
  {
    code: 'graph_same_folder',
    when: { codes: /^SAME_FOLDER$/ },
    title: 'Mail cannot be moved to where it is',
    cause: 'The folder that imported messages go to is the one that is fetched.',
    who: 'you',
    step: 'Choose another folder, or another way to settle, in the settings of the channel.',
    retry: 'slow',
  },
  {
    code: 'graph_settle_refused',
    when: { codes: /^NOT_DONE$/ },
    title: 'Microsoft Graph does not do what it agrees to',
    cause: 'It was told to mark, move or delete messages, said yes, and they are as before.',
    who: 'nobody',
    step: 'The mail is imported, and Postroom tells Graph again.',
    retry: 'backoff',
  },
  {
    code: 'graph_item_gone',
    when: { codes: /^ErrorItemNotFound$/i },
    title: 'Something is gone from the mailbox',
    cause: 'What Microsoft Graph has just named is not there any more.',
    who: 'nobody',
    step: 'Postroom looks again.',
    retry: 'backoff',
  },
];

/** Answers that Graph would not give. */
const oddities: readonly DiagnosisRule[] = [
  {
    code: 'graph_foreign_link',
    when: { codes: /^FOREIGN_LINK$/ },
    title: 'Something between here and Microsoft changes the answers',
    cause: 'An answer led to another server than Microsoft Graph, and Postroom sends the token nowhere else.',
    who: 'you',
    step: 'Look for a proxy that rewrites answers on the way to Microsoft Graph (graph.microsoft.com in the worldwide cloud), and exempt that host.',
    retry: 'slow',
  },
  {
    code: 'graph_odd_answer',
    when: {
      codes:
        /^(FOREIGN_PAGE|HTTP_3\d\d|NO_JSON|NO_MESSAGE|NO_LENGTH|EMPTY_ANSWER|NO_LIST|NO_END|NO_FOLDER|UNFIT_ID|ANSWER_TOO_LARGE)$/,
    },
    title: 'Microsoft Graph sent something else than an answer',
    cause: 'The answer was empty, a page of a proxy, or broke off.',
    who: 'nobody',
    step: 'Postroom tries again by itself. If it goes on, look for a proxy on the way to Microsoft Graph.',
    retry: 'backoff',
  },
];

export const graphRules: readonly DiagnosisRule[] = [
  ...notifications,
  ...rights,
  ...passing,
  ...contents,
  ...oddities,
];

import type { GraphContext } from './graph-context.ts';
import { accessDenied, GraphError, itemNotFound, refuseToken } from './graph-errors.ts';
import { type ErrorFaultKind, sendCommands } from './graph-fault-kinds.ts';

interface ErrorFault {
  /** The commands it strikes when it names none; undefined: every one. */
  commands?: readonly string[];
  /** @param value the fault's own */
  create(value: number | undefined, context: GraphContext): GraphError;
}

const moving = ['move', 'copy', 'delete'];
const ofMessage = ['message', 'value', 'patch', ...moving];
const writing = ['send-mail', 'create-draft', 'add-attachment'];

function plain(status: number, code: string, message: string, commands?: readonly string[]): ErrorFault {
  return { create: () => new GraphError(status, code, message), ...(commands ? { commands } : {}) };
}

/** Faults that are an answer of their own, in Exchange's words. */
export const errorFaults = {
  'graph-token-expired': { create: () => refuseToken('Lifetime validation failed, the token is expired.') },
  'graph-wrong-audience': { create: () => refuseToken('Access token validation failure. Invalid audience.') },
  'graph-access-denied': { create: () => accessDenied() },
  'graph-access-disabled': plain(
    403,
    'ErrorAccessDenied',
    'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
  ),
  'graph-send-as-denied': plain(
    403,
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
    sendCommands,
  ),
  'graph-item-not-found': { commands: ofMessage, create: () => itemNotFound() },
  'graph-default-folder-missing': plain(
    404,
    'ErrorItemNotFound',
    'The specified object was not found in the store., Default folder Inbox not found.',
  ),
  'graph-invalid-user': plain(404, 'ErrorInvalidUser', 'The requested user is invalid.'),
  'graph-mailbox-not-enabled': plain(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  ),
  'graph-conflict': {
    commands: ['patch'],
    create: (value) =>
      new GraphError(
        value === 412 ? 412 : 409,
        'ErrorIrresolvableConflict',
        'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
      ),
  },
  'graph-too-large': plain(413, 'RequestEntityTooLarge', 'The request is larger than 4 MB.', writing),
  'graph-throttled': {
    create: (value = 10) => throttle({ 'Retry-After': String(value) }),
  },
  'graph-throttled-date': {
    create: (value = 10, { state }) =>
      throttle({ 'Retry-After': new Date(state.now() + value * 1000).toUTCString() }),
  },
  'graph-throttled-bare': { create: () => throttle({}) },
  'graph-too-many-objects': plain(
    429,
    'ErrorTooManyObjectsOpened',
    'Too many concurrent connections opened.',
    moving,
  ),
  'graph-mailbox-moving': plain(
    500,
    'ErrorMailboxMoveInProgress',
    'Mailbox move is in progress. Try again later.',
  ),
  'graph-move-failed': plain(500, 'ErrorMoveCopyFailed', 'The move or copy operation failed.', moving),
  'graph-store-unavailable': plain(
    500,
    'ErrorMailboxStoreUnavailable',
    'The mailbox database is temporarily unavailable.',
  ),
  'graph-quarantined': plain(500, 'ErrorApiQuarantined', 'The mailbox is quarantined for a while.'),
  'graph-server-busy': plain(
    503,
    'ErrorServerBusy',
    'The server cannot service this request right now. Try again later.',
  ),
  'graph-mailbox-stale': plain(503, 'MailboxInfoStale', 'The mailbox information is stale.'),
  'graph-timeout': plain(408, 'ErrorTimeoutExpired', 'The request timed out.'),
  'graph-quota-full': plain(
    403,
    'ErrorQuotaExceeded',
    'The process failed to get the correct properties: the mailbox has exceeded its quota.',
  ),
  'graph-quota-names': plain(400, 'ErrorQuotaExceeded', 'Cannot get ID from name.', writing),
  'graph-message-limit': plain(
    403,
    'ErrorExceededMessageLimit',
    'Cannot send mail. Daily Message/Recipient limit exceeded.',
    sendCommands,
  ),
  'graph-submission-quota': plain(
    403,
    'ErrorSubmissionQuotaExceeded',
    'The message cannot be submitted as the submission quota is exceeded.',
    sendCommands,
  ),
  'graph-submission-blocked': plain(
    403,
    'ErrorMessageSubmissionBlocked',
    'Cannot send mail. Follow the instructions in your Inbox to verify your account.',
    sendCommands,
  ),
  'graph-size-exceeded': plain(
    400,
    'ErrorMessageSizeExceeded',
    'The message exceeds the maximum supported size.',
    sendCommands,
  ),
  'graph-invalid-recipients': plain(
    400,
    'ErrorInvalidRecipients',
    'At least one recipient is not valid.',
    sendCommands,
  ),
  'graph-bad-mime': plain(
    400,
    'ErrorMimeContentInvalidBase64String',
    'Invalid base64 string for MIME content.',
    ['send-mail', 'create-draft'],
  ),
  'graph-upload-session-missing': plain(
    404,
    'ErrorItemNotFound',
    'The specified object was not found in the store.',
    ['upload-session'],
  ),
} satisfies Record<ErrorFaultKind, ErrorFault>;

function throttle(headers: Record<string, string>): GraphError {
  const message = 'Application is over its MailboxConcurrency limit.';
  return new GraphError(429, 'ApplicationThrottled', message, headers);
}

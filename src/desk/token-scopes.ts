import type { TokenScope } from '../domain/token-scope.ts';
import { wordTable } from '../domain/word-table.ts';
import { AppError } from '../errors.ts';

// What an API token can have done, and the scope that it takes. A command that stands nowhere here is refused to every
// token, so a new one is denied until somebody decides.

const scopes = wordTable<TokenScope | 'any'>({
  noteTokenUse: 'any',
  beginIdempotentRequest: 'any',
  endIdempotentRequest: 'any',
  changeTicketState: 'tickets:write',
  changeTicketOwner: 'tickets:write',
  changeTicketGroup: 'tickets:write',
  changeTicketPriority: 'tickets:write',
  addTicketTags: 'tickets:write',
  removeTicketTag: 'tickets:write',
  updateTicket: 'tickets:write',
  followTicket: 'tickets:write',
  addNote: 'tickets:write',
  linkTickets: 'tickets:write',
  unlinkTickets: 'tickets:write',
  mergeTickets: 'tickets:write',
  separateTicket: 'tickets:write',
  splitTicket: 'tickets:write',
  saveDraft: 'tickets:write',
  replyToTicket: 'send',
  openByMail: 'send',
  retryDelivery: 'send',
  rescheduleDelivery: 'send',
  takeBack: 'send',
  saveCustomer: 'customers:write',
  blockCustomer: 'customers:write',
  askMailboxes: 'channels:read',
  fetchNow: 'channels:write',
  pauseChannel: 'channels:write',
  resumeChannel: 'channels:write',
  retryQuarantined: 'channels:write',
  discardQuarantined: 'channels:write',
  addUser: 'settings',
  saveUser: 'settings',
  disableUser: 'settings',
  enableUser: 'settings',
  saveGroup: 'settings',
  saveSignatureOf: 'settings',
  setGroupActive: 'settings',
  saveFilter: 'settings',
  removeFilter: 'settings',
  saveCannedAnswer: 'settings',
  removeCannedAnswer: 'settings',
  saveWebhook: 'settings',
  removeWebhook: 'settings',
  switchWebhook: 'settings',
  renewWebhookSecret: 'settings',
  testWebhook: 'settings',
  sendDeliveryAgain: 'settings',
});

/** @returns the commands that some token may call */
export function listTokenCommands(): string[] {
  return Object.keys(scopes);
}

/** @param granted what the token has; undefined where no token acts. @throws AppError forbidden */
export function assertScope(command: string, granted: readonly TokenScope[] | undefined): void {
  if (granted === undefined) return;
  const wanted = scopes[command];
  if (wanted === undefined) throw new AppError('forbidden', 'This cannot be done with an API token.');
  if (wanted === 'any' || granted.includes(wanted)) return;
  throw new AppError(
    'forbidden',
    `The token lacks the scope ${wanted}; it has ${granted.join(', ') || 'none'}.`,
  );
}

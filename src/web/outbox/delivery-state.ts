import type { DeliveryState } from '../../../views/tickets/delivery-state.tsx';
import type { DeliveryRow } from '../../db/article-list.ts';
import { type Diagnosis, type Owner, recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { sayGivenUp, sayUnknown } from '../../domain/diagnosis/send-retry.ts';

interface Writer {
  readonly userId: number | null;
  readonly author: string | null;
}

/** @param address that it is sent from, for the PowerShell line @param viewerId the user who looks at it */
export function describeDelivery(
  row: DeliveryRow & Writer,
  address: string,
  viewerId: number,
): DeliveryState {
  const { serverReply, state, userId, author } = row;
  const { id, nextAttemptAt, sentAt, dismissedAt, evidence } = row;
  const isHeldUp = row.isPaused && (state === 'queued' || state === 'unknown');
  const waitsFor = isHeldUp ? (row.channel ?? '') : undefined;
  const canBeTakenBack = Boolean(row.canBeTakenBack);
  return {
    id,
    state,
    nextAttemptAt,
    sentAt,
    serverReply,
    dismissedAt,
    evidence,
    problem: describeProblem(row, address),
    waitsFor,
    colleague: userId === viewerId ? null : author,
    canBeTakenBack,
    ...describeTime(row),
    recipients: describeRecipients(row, address),
    recipientsLimit: row.failureCode === 'sending_limit' ? row.recipientsLimit : null,
  };
}

function describeTime({ sendAt, state, writerSince }: DeliveryRow) {
  if (sendAt === null || state !== 'queued') return { sendAt: null, asksFor: null };
  return { sendAt: new Date(sendAt), asksFor: writerSince };
}

function describeProblem(row: DeliveryRow, address: string): Diagnosis | undefined {
  const { failureCode, serverReply, state } = row;
  if (failureCode === null) return undefined;
  const diagnosis = recallDiagnosis(failureCode, serverReply ?? '', ownerOf(row, address));
  if (state === 'unknown') return sayUnknown(diagnosis);
  return state === 'failed' ? sayGivenUp(diagnosis) : diagnosis;
}

/** Each with what was said to it, where they have not all fared alike. */
function describeRecipients(row: DeliveryRow, address: string): DeliveryState['recipients'] {
  const owner = ownerOf(row, address);
  return (row.recipients ?? []).map(({ address: recipient, state, code, reply }) => ({
    address: recipient,
    state,
    reply,
    title: code === null ? undefined : recallDiagnosis(code, reply ?? '', owner).title,
  }));
}

/** The right to send is that of the account that signs in, for the address that is sent from. */
function ownerOf(row: DeliveryRow, address: string): Owner {
  const { channelKind, channelAddress, channelUser, channelTenant } = row;
  const isAppOnly = row.isAppOnly === true;
  const from = address === '' ? (channelAddress ?? '') : address;
  if (channelKind === null) return { address: from };
  const userName = channelUser ?? from;
  return { address: from, userName, tenantId: channelTenant, kind: channelKind, isAppOnly };
}

import type { DeliveryState } from '../../../views/tickets/delivery.tsx';
import type { DeliveryRow } from '../../db/article-list.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';

/** @param address that it is sent from, for the PowerShell line */
export function describeDelivery(row: DeliveryRow, address: string): DeliveryState {
  const { failureCode, serverReply, state } = row;
  const { id, nextAttemptAt, sentAt, dismissedAt, evidence } = row;
  const problem =
    failureCode === null ? undefined : recallDiagnosis(failureCode, serverReply ?? '', { address });
  const isHeldUp = row.isPaused && (state === 'queued' || state === 'unknown');
  const waitsFor = isHeldUp ? (row.channel ?? '') : undefined;
  const canBeTakenBack = Boolean(row.canBeTakenBack);
  return {
    ...{ id, state, nextAttemptAt, sentAt, serverReply, dismissedAt, evidence },
    ...{ problem, waitsFor, canBeTakenBack },
  };
}

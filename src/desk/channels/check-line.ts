import type { CheckLine, CheckStep } from '../../domain/diagnosis/connection-check.ts';
import { diagnose, type Owner } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';

/** One line of a connection check, before its result is known. */
export function startLine(step: CheckStep, state: CheckLine['state']): CheckLine {
  return {
    step,
    state,
    milliseconds: undefined,
    finding: undefined,
    diagnosis: undefined,
    refusal: undefined,
  };
}

/** @returns the line of a step that was not passed, with the reason. @param owner whose mailbox it is */
export function failLine(step: CheckStep, error: unknown, owner: Owner, milliseconds: number): CheckLine {
  const failure = findFailure(error);
  const diagnosis = failure === undefined ? undefined : diagnose(failure, owner);
  const refusal = diagnosis === undefined ? toAppError(error).message : undefined;
  return { ...startLine(step, 'failed'), diagnosis, refusal, milliseconds };
}

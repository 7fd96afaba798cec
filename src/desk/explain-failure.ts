import { diagnose } from '../domain/diagnosis/diagnosis.ts';
import { findFailure, RemoteError } from '../domain/failure.ts';
import { AppError } from '../errors.ts';

/** Somebody waits in front of a page: a failure comes back as the sentence and the step. @throws AppError unavailable */
export async function explainFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = findFailure(error);
    // Who knows whose mailbox it is has said more already.
    const isBare = error instanceof RemoteError;
    const isExplained = !isBare && error instanceof AppError && error.code === 'unavailable';
    if (failure === undefined || isExplained) throw error;
    const { title, cause, step, text } = diagnose(failure);
    throw new AppError('unavailable', `${title}. ${cause} ${step} (${text})`, { cause: error });
  }
}

import { AppError, toAppError } from '../errors.ts';

/** @param fields what is wrong with each, by its name in the form. @returns the refusal of a form that would have saved something */
export function refuseToSave(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'Nothing was saved; see the marked fields.', { fields });
}

/** The same for a form that would have changed how somebody signs in. */
export function refuseToChange(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'Nothing was changed; see the marked fields.', { fields });
}

/** @returns what a field of the request names. @throws AppError as `looked` does, with that field where it is not there */
export async function findNamed<Found>(field: string, looked: Promise<Found>): Promise<Found> {
  try {
    return await looked;
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'not_found') throw error;
    throw new AppError(code, message, { cause: error, fields: { [field]: message } });
  }
}

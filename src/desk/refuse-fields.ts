import { AppError } from '../errors.ts';

/** @param fields what is wrong with each, by its name in the form. @returns the refusal of a form that would have saved something */
export function refuseToSave(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'Nothing was saved; see the marked fields.', { fields });
}

/** The same for a form that would have changed how somebody signs in. */
export function refuseToChange(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'Nothing was changed; see the marked fields.', { fields });
}

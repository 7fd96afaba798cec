import { AppError } from '../errors.ts';
import { listUnknownVariables, variableNames } from './variables.ts';

export const longestSignature = 10_000;
/** It goes with every message. */
export const mostPictureBytes = 256 * 1024;
/** What every mail program shows. */
export const pictureTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif'];

/** @throws AppError invalid, with the field `signature` */
export function readSignatureText(text: string): string {
  const [unknown] = listUnknownVariables(text);
  const wrong =
    unknown !== undefined
      ? `There is no {{${unknown}}}; expected one of ${variableNames.join(', ')}.`
      : text.length > longestSignature
        ? `Expected at most ${longestSignature} characters.`
        : undefined;
  if (wrong !== undefined) throw new AppError('invalid', wrong, { fields: { signature: wrong } });
  return text.trimEnd();
}

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** One mail from a public report, with the outcome that a person would call right. */
export interface MailCase {
  /** Such as `013-sap-base64-multipart`. */
  readonly name: string;
  readonly raw: Buffer;
  readonly checks: readonly MailCheck[];
}
export interface MailCheck {
  /** What is looked at, such as `text` or `page`. */
  readonly of: string;
  readonly how: '~' | '!~' | '=' | '';
  readonly value: string;
}

const folder = 'test/fixtures/mail-cases';

/** The cases of the folder in the order of their names; `NN-name.2.eml` belongs to the case without the 2. */
export function listMailCases(): MailCase[] {
  return globSync(`${folder}/*.expected.txt`)
    .sort()
    .map((path) => {
      const name = basename(path, '.expected.txt');
      return {
        name,
        raw: readFileSync(`${folder}/${name}.eml`),
        checks: readChecks(readFileSync(path, 'utf8')),
      };
    });
}

function readChecks(text: string): MailCheck[] {
  const [, list = ''] = text.split(/^checks:$/m);
  return list.split('\n').flatMap((line) => {
    const [, of, how, value] = /^([a-z]+)(~|!~|=|)(?: (.*))?$/.exec(line) ?? [];
    return of === undefined ? [] : [{ of, how: how as MailCheck['how'], value: value ?? '' }];
  });
}

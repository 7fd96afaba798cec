import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { type Cloud, fileCloudId, worldwideOnly } from '../domain/cloud.ts';
import { trimEndOf } from '../domain/plain-text.ts';
import { AppError, describeFileFault } from '../errors.ts';

const httpsUrl = z.url({ protocol: /^https$/ }).transform((url) => trimEndOf(url, /\//));
const mailServer = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
});
const cloudFile = z.strictObject({
  name: z.string().min(1),
  authority: httpsUrl,
  imap: mailServer,
  smtp: mailServer,
  personalSmtp: mailServer.optional(),
  graph: httpsUrl,
  graphResource: httpsUrl.optional(),
  mailResource: httpsUrl.default('https://outlook.office.com'),
  appMailResource: httpsUrl.default('https://outlook.office365.com'),
  portal: httpsUrl.default(worldwideOnly.portal),
  assertionAudience: z.string().min(1).default(worldwideOnly.assertionAudience),
  exchangeEnvironment: z.string().regex(/^\w+$/).optional(),
  erasesForGood: z.boolean().default(worldwideOnly.erasesForGood),
  ca: z.string().optional(),
});

/**
 * Reads the one more cloud that POSTROOM_CLOUD names. The path of its CA is taken from the file's own folder.
 * @throws AppError invalid that names the file, the field and what was expected
 */
export async function readCloudFile(path: string): Promise<Cloud> {
  const parsed = cloudFile.safeParse(await readJson(path));
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
    throw new AppError('invalid', `POSTROOM_CLOUD: ${path} does not fit: ${issues.join('; ')}.`);
  }
  const { ca, ...cloud } = parsed.data;
  const pem =
    ca === undefined ? undefined : await readText(resolve(dirname(path), ca), 'certificates in PEM');
  const graphResource = cloud.graphResource ?? cloud.graph;
  return {
    id: fileCloudId,
    ...cloud,
    exchangeEnvironment: cloud.exchangeEnvironment,
    graphResource,
    ca: pem,
  };
}

async function readJson(path: string): Promise<unknown> {
  const text = await readText(path, 'a JSON file with one more cloud');
  try {
    return JSON.parse(text);
  } catch (cause) {
    // It quotes the file, with its line ends.
    const why = (cause as Error).message.replace(/\s+/g, ' ');
    throw new AppError('invalid', `POSTROOM_CLOUD: ${path} is no JSON: ${why}`, { cause });
  }
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = describeFileFault(cause);
    throw new AppError('invalid', `POSTROOM_CLOUD: ${path} cannot be read: ${why}; expected ${what}.`, {
      cause,
    });
  }
}

import type { MailLimit } from '../domain/facts/quarantine-reason.ts';
import type { LimitSettings } from '../domain/limit-settings.ts';
import { defaultMailSettings } from '../domain/mail-settings.ts';
import { UnreadableMail } from './unreadable.ts';

/** What a message may cost; beyond any of these it is refused before or while it is taken apart. */
export interface ParseLimits {
  readonly totalBytes: number;
  readonly lineBytes: number;
  /** The header block of one MIME part; a line counts for at least 64 bytes. */
  readonly headerBytes: number;
  readonly headerFields: number;
  readonly parts: number;
  readonly depth: number;
  /** HTML longer than this stays an attachment: sanitizing and showing it would cost more than it tells. */
  readonly htmlBytes: number;
}

const kilobyte = 1024;
const megabyte = 1024 * 1024;

export function toParseLimits(settings: LimitSettings & { readonly mostMegabytes: number }): ParseLimits {
  return {
    totalBytes: settings.mostMegabytes * megabyte,
    lineBytes: settings.mostLineMegabytes * megabyte,
    headerBytes: settings.mostHeaderKilobytes * kilobyte,
    headerFields: settings.mostHeaderFields,
    parts: settings.mostParts,
    depth: settings.mostLevels,
    htmlBytes: 4 * megabyte,
  };
}

export const defaultLimits: ParseLimits = toParseLimits(defaultMailSettings);

/** Refuses, before any parsing, what only needs counting. */
export function checkSize(raw: Uint8Array, limits: ParseLimits): void {
  if (raw.length > limits.totalBytes) {
    throw tooMuch('mostMegabytes', limits.totalBytes, raw.length);
  }
  if (raw.length <= limits.lineBytes) return;
  for (let start = 0; start < raw.length; ) {
    const end = raw.indexOf(0x0a, start);
    const length = (end < 0 ? raw.length : end) - start;
    if (length > limits.lineBytes) {
      throw tooMuch('mostLineMegabytes', limits.lineBytes, length);
    }
    start += length + 1;
  }
}

/** @returns the error for a message that goes beyond a limit. @param has what it has, where that was counted to the end */
export function tooMuch(limit: MailLimit, most: number, has?: number): UnreadableMail {
  return new UnreadableMail({ code: 'limit', limit, most, ...(has === undefined ? {} : { has }) });
}

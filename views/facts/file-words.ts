import type { QuarantineReason } from '../../src/domain/facts/quarantine-reason.ts';
import type { ArticleReason } from '../../src/domain/facts/reason.ts';
import { t } from '../words.ts';
import { describeQuarantineReason } from './quarantine-words.ts';
import { describeArticleReason } from './reason-words.ts';

type FileReason =
  | { readonly code: keyof ReturnType<typeof plainWords> }
  | { readonly code: 'quarantined'; readonly reason: QuarantineReason }
  | { readonly code: 'article'; readonly because: ArticleReason };

const plainWords = () =>
  ({
    imported_before: t('these bytes were imported before'),
    ignored: t('a filter says so'),
    same_message: t('the same message is here already'),
    customer_erased: t('its customer was erased here'),
  }) as const;

/** Why a message of a file has become what it is. */
export function describeFileReason(reason: FileReason): string {
  if (reason.code === 'quarantined') return describeQuarantineReason(reason.reason);
  return reason.code === 'article' ? describeArticleReason(reason.because) : plainWords()[reason.code];
}

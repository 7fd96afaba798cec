import { t } from '../words.ts';

interface Whereabouts {
  readonly folder: string;
  readonly settleAction: 'delete' | 'mark_read' | 'move' | 'keep' | 'gone' | null;
}

/** @returns whether a message still lies on its server, as far as is known, in a few words */
export function describeWhereabouts({ folder, settleAction }: Whereabouts): string {
  if (settleAction === 'delete') return t('deleted, kept whole here');
  if (settleAction === 'move') return t('moved by the channel, kept whole here');
  if (settleAction === 'gone') return t('gone');
  return t('still in {folder}', { folder });
}

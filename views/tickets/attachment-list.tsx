import { findFileKind } from '../../src/domain/file-kind.ts';
import { Icon } from '../icon.tsx';
import { sizeWords } from '../size-words.ts';
import { t } from '../words.ts';
import { describeFile } from './file-words.ts';

export interface AttachmentItem {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

const pictures = /^image\/(png|jpeg|gif|webp)$/;

/** What a browser can show without harm; of no byte it would show a broken picture. */
function canPreview(item: AttachmentItem): boolean {
  return item.size > 0 && (pictures.test(item.type) || findFileKind(item) === 'pdf');
}

function isThumbnail(item: AttachmentItem): boolean {
  return canPreview(item) && pictures.test(item.type) && item.size < 5_000_000;
}

/** The parts of a message that can be saved; pictures show themselves. */
export function AttachmentList({ items }: { items: readonly AttachmentItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="attachments" aria-label={t('Attachments')}>
      {items.map((item) => (
        <li>
          <a class="file" href={`/attachments/${item.id}`} download={item.name}>
            {isThumbnail(item) ? (
              <img src={`/attachments/${item.id}`} alt="" loading="lazy" />
            ) : (
              <Icon name="paperclip" />
            )}
            <span class="name">
              <bdi dir="ltr">{item.name}</bdi>
            </span>
            <small title={item.type}>
              {describeFile(item)}, {sizeWords(item.size)}
            </small>
          </a>
          {canPreview(item) && (
            <a class="preview-link" href={`/attachments/${item.id}/preview`}>
              <Icon name="eye" />
              <span class="visually-hidden">{t('Look at {name}', { name: item.name })}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

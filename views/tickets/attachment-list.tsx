import { formatBytes } from '../../src/domain/byte-size.ts';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';
import { describeFile } from './file-words.ts';

export interface AttachmentItem {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

const pictures = /^image\/(png|jpeg|gif|webp)$/;

/** The parts of a message that can be saved; pictures show themselves. */
export function AttachmentList({ items }: { items: readonly AttachmentItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="attachments" aria-label={t('Attachments')}>
      {items.map((item) => (
        <li>
          <a class="file" href={`/attachments/${item.id}`} download={item.name}>
            {pictures.test(item.type) && item.size < 5_000_000 ? (
              <img src={`/attachments/${item.id}`} alt="" loading="lazy" />
            ) : (
              <Icon name="paperclip" />
            )}
            <span class="name">
              <bdi>{item.name}</bdi>
            </span>
            <small title={item.type}>
              {describeFile(item)}, {formatBytes(item.size)}
            </small>
          </a>
        </li>
      ))}
    </ul>
  );
}

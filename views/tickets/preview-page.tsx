import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

interface PreviewPageProps {
  readonly id: number;
  readonly name: string;
  readonly kind: 'picture' | 'pdf';
  /** The ticket that it came with. */
  readonly ticketNumber: number;
}

/** A file of a message to be looked at, without saving it. */
export function PreviewPage({ id, name, kind, ticketNumber }: PreviewPageProps) {
  return (
    <>
      <p class="crumb">
        <a href={`/tickets/${ticketNumber}`}>#{ticketNumber}</a>
      </p>
      <div class="page-head">
        <h1>
          <bdi dir="ltr">{name}</bdi>
        </h1>
        <a class="button" href={`/attachments/${id}`} download={name}>
          <Icon name="paperclip" /> {t('Save')}
        </a>
      </div>
      {kind === 'picture' ? (
        <img class="preview" src={`/attachments/${id}`} alt={name} />
      ) : (
        <>
          <iframe class="preview" src={`/attachments/${id}/pdf`} title={name}></iframe>
          <p class="hint">
            {t(
              'It is shown by the browser’s own viewer. Where nothing appears, this browser has none: save the file.',
            )}
          </p>
        </>
      )}
    </>
  );
}

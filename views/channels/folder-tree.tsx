import type { FolderChoice } from '../../src/domain/channel.ts';
import { Notice } from '../form.tsx';
import { say } from '../said.ts';
import { rich, t } from '../words.ts';
import { ConsentNotice } from './consent-notice.tsx';

interface FolderTreeProps {
  readonly folders: readonly FolderChoice[];
  readonly channelId: number;
  readonly isCounted: boolean;
}

/** The folders of the mailbox; picking one fills the field above. The counts follow: each is a command of its own. */
export function FolderTree({ folders, channelId, isCounted }: FolderTreeProps) {
  const counting = {
    'hx-get': `/channels/${channelId}/folders?counts`,
    'hx-trigger': 'load',
    'hx-swap': 'outerHTML',
  };
  return (
    <section
      id="folders"
      class="folders"
      aria-label={t('Folders of the mailbox')}
      {...(isCounted ? {} : counting)}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('Folders of the mailbox')}</th>
            <th scope="col" class="number">
              {t('Messages')}
            </th>
            <th scope="col" class="number">
              {t('Unread')}
            </th>
          </tr>
        </thead>
        <tbody>
          {folders.map((folder) => (
            <FolderRow {...folder} channelId={channelId} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface FoldersFailedProps {
  readonly channelId: number;
  readonly message: string;
  /** Graph might read them, and nobody has allowed it. */
  readonly offersGraph: boolean;
}

export function FoldersFailed({ channelId, message, offersGraph }: FoldersFailedProps) {
  return (
    <div id="folders">
      <Notice tone="warning">
        <p>{t('The folders could not be read: {message}', { message: say(message) })}</p>
        <p>
          {rich('<a>Try again</a> or type the folder.', {
            a: (words) => (
              <a
                href={`/channels/${channelId}/folders`}
                hx-get={`/channels/${channelId}/folders`}
                hx-target="#folders"
                hx-swap="outerHTML"
              >
                {words}
              </a>
            ),
          })}
        </p>
        {offersGraph && <ConsentNotice id={channelId} />}
      </Notice>
    </div>
  );
}

function FolderRow(props: FolderChoice & { channelId: number }) {
  const { path, name, depth, isSelectable, counts, channelId } = props;
  const setup = `/channels/${channelId}/setup?${new URLSearchParams({ folder: path })}`;
  return (
    <tr>
      <td class={`depth-${Math.min(depth, 6)}`}>
        {isSelectable ? (
          <a href={setup} data-fill="field-folder" data-value={path} title={path}>
            {name}
          </a>
        ) : (
          name
        )}
      </td>
      <td class="number">{isSelectable ? counts?.messages : ''}</td>
      <td class="number">{isSelectable ? counts?.unread : ''}</td>
    </tr>
  );
}

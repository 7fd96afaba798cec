import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { renderMessage } from '../../src/mail/render/render-message.ts';

/** @returns what stands in the frame of a message, its own pictures as `cid:`; '' where it has no HTML */
export async function showFrame(raw: string | Uint8Array): Promise<string> {
  const bytes = Buffer.from(raw);
  const { attachments } = await parseMessage(bytes);
  const pictures = attachments.flatMap(({ contentId, content }) =>
    contentId === undefined ? [] : [{ contentId, size: content.length, url: `cid:${contentId}` }],
  );
  return renderMessage(bytes, pictures, defaultLimits).html ?? '';
}

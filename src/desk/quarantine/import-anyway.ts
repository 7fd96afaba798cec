import * as z from 'zod';
import { formatBytes } from '../../domain/byte-size.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { isHeaderAlone, isWhole } from '../../domain/quarantine.ts';
import { AppError } from '../../errors.ts';
import { readPlainBody, salvageMessage } from '../../mail/salvage.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { loadKept, loadQuarantined, type Quarantined, replaceQuarantined } from './quarantined.ts';

/**
 * An admin: makes an article of a message that cannot be read: its header as far as it can be had, and the message itself
 * as a file. Where only the header is stored, the message stays on the server.
 * @throws AppError not_found, conflict when it has been decided about
 */
export const importAnyway = defineCommand({
  name: 'importAnyway',
  input: z.strictObject({ id }),
  needs: 'admin',
  async work({ desk, actor }, input) {
    const quarantined = await loadQuarantined(desk.read, input.id);
    const { row, channel } = quarantined;
    const kept = await loadKept(desk, quarantined);
    const message = await makeUp(desk, quarantined, kept.raw);
    const mail = { ...kept, outcome: { kind: 'parsed', message }, madeUpBecause: row.reason } as const;
    await replaceQuarantined(desk, actor, quarantined, mail, isWhole(row.kind));
    desk.log.info('quarantined message imported anyway', { quarantine: row.id });
    if (channel !== undefined) desk.wake(channel.id);
  },
});

async function makeUp(desk: Desk, quarantined: Quarantined, raw: Buffer): Promise<ParsedMessage> {
  const text = describe(quarantined, raw);
  // The limits of the program itself, which an admin cannot set below what is made here.
  const [whole, bare] = await desk.parser.parse([
    salvageMessage(raw, text),
    salvageMessage(Buffer.alloc(0), text),
  ]);
  const outcome = whole?.kind === 'parsed' ? whole : bare;
  if (outcome?.kind !== 'parsed')
    throw new AppError('unavailable', 'The mail parser does not run; the log has the cause.');
  const subject = outcome.message.subject || '(a message that could not be read)';
  const file = {
    name: isHeaderAlone(quarantined.row.kind) ? 'header.eml' : 'message.eml',
    type: 'message/rfc822',
    contentId: undefined,
    isInline: false,
    content: raw,
  };
  return { ...outcome.message, subject, attachments: [file] };
}

function describe({ row, receipt }: Quarantined, raw: Buffer): string {
  const lines = [
    'This message could not be read and was imported with what could be had of it; why stands in the history of the ticket.',
  ];
  if (isHeaderAlone(row.kind)) {
    lines.push(
      `The attached file holds its header only; the message itself has ${formatBytes(receipt.size)}.`,
    );
  } else {
    lines.push(`The attached file is what the server sent, ${formatBytes(raw.length)}.`);
  }
  const words = isWhole(row.kind) ? readPlainBody(raw) : undefined;
  if (words !== undefined) lines.push('What it says, as far as it is plain text:', words);
  return lines.join('\n\n');
}

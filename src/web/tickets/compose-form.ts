import type { ReplyValues } from '../../../views/tickets/composer.tsx';
import { type DraftFields, type DraftPlace, readDraftFields, type Upload } from '../../domain/draft.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readForm } from '../form-fields.ts';
import { readFiles } from '../form-files.ts';

/** A form of the composer as it came: what was typed, ticked and picked. */
export interface ComposeForm {
  /** '' where the form has no such field. */
  text(name: string): string;
  readonly fields: DraftFields;
  readonly attach: readonly string[];
  readonly files: readonly Upload[];
}

export async function readComposeForm(c: WebRequest): Promise<ComposeForm> {
  const form = await readForm(c);
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const listAll = (name: string) => form.getAll(name).filter((value) => typeof value === 'string');
  const attach = listAll('attach');
  // A box that is not ticked is not sent: the form says beside it that it is there.
  const unticked = listAll('offered').filter((value) => !attach.includes(value));
  const names = [...new Set(form.keys())].filter((name) => name !== 'files');
  const fields = Object.fromEntries(names.map((name) => [name, text(name)]));
  return {
    text,
    fields: {
      ...readDraftFields({ ...fields, unticked: unticked.join(' ') }),
      basis: text('basis'),
    },
    attach,
    files: await readFiles(form),
  };
}

/**
 * Files that come with the form itself go to the draft first: what is wrong with the rest of the form must not cost
 * them. @returns everything that is ticked then
 */
export async function keepFiles(
  web: WebContext,
  c: WebRequest,
  place: DraftPlace,
  form: ComposeForm,
): Promise<string[]> {
  if (form.files.length === 0) return [...form.attach];
  const { ids } = await web.desk.as(actorOf(c)).call('attachToDraft', {
    ...whereOf(place),
    files: [...form.files],
    isInline: false,
    attach: [...form.attach],
  });
  return [...form.attach, ...ids.map((id) => `d${id}`)];
}

/** The desk knows itself whose draft it is. */
export function whereOf({ ticketId, kind }: DraftPlace): Omit<DraftPlace, 'userId'> {
  return { ticketId, kind };
}

export function readReplyValues({ text }: ComposeForm): ReplyValues {
  return {
    mode: text('mode') === 'forward' ? 'forward' : 'reply',
    answers: text('answers'),
    key: text('key'),
    basis: text('version'),
    from: text('from'),
    to: text('to'),
    cc: text('cc'),
    bcc: text('bcc'),
    sendAt: text('sendAt'),
    text: text('text'),
    html: text('html'),
    isQuoting: text('quote') === 'on',
    nextState: text('state'),
  };
}

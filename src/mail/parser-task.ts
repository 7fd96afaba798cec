import type { DraftImage } from '../domain/html/draft-images.ts';
import type { ParsedMessage } from '../domain/message.ts';
import type { Picture, Rendering } from '../domain/rendering.ts';
import type { ParseLimits } from './limits.ts';
import { parseMessage } from './parse.ts';
import { renderMessage } from './render/render-message.ts';
import { renderText } from './render/render-text.ts';
import { readWrittenHtml, type WrittenHtml } from './written.ts';

/** What a parser process can be asked for. All of it is text or bytes of strangers. */
interface ParserTasks {
  /** What a message says, for the import. */
  readonly parse: { readonly raw: Uint8Array };
  /** How a message with HTML is shown. */
  readonly render: {
    readonly raw: Uint8Array;
    readonly pictures: readonly Picture[];
    readonly isForward: boolean;
  };
  /** How a text is shown. */
  readonly fold: { readonly text: string; readonly isForward: boolean };
  /** What an agent wrote in the browser's editor. */
  readonly write: { readonly html: string; readonly images: readonly DraftImage[] };
}
export interface ParserValues {
  readonly parse: ParsedMessage;
  readonly render: Rendering;
  readonly fold: Rendering;
  readonly write: WrittenHtml;
}
export type TaskKind = keyof ParserTasks;
export type ParserTask = {
  [Kind in TaskKind]: { readonly kind: Kind } & ParserTasks[Kind];
}[TaskKind];
export type TaskOf<Kind extends TaskKind> = ParserTask & { readonly kind: Kind };

/** @throws AppError `invalid` beyond a limit, with one sentence that says which */
export async function runTask(task: ParserTask, limits: ParseLimits): Promise<ParserValues[TaskKind]> {
  switch (task.kind) {
    case 'parse':
      return parseMessage(task.raw, limits);
    case 'render':
      return renderMessage(task.raw, task.pictures, limits, task.isForward);
    case 'fold':
      return renderText(task.text, task.isForward);
    case 'write':
      return readWrittenHtml(task.html, task.images);
  }
}

/** How many bytes a task brings along. */
export function sizeOf(task: ParserTask): number {
  if (task.kind === 'parse' || task.kind === 'render') return task.raw.length;
  return task.kind === 'fold' ? task.text.length : task.html.length;
}

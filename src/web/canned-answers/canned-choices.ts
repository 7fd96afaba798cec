import type { CannedChoice } from '../../../views/canned-answers/picker.tsx';
import { listCannedAnswersOf } from '../../db/canned-answers.ts';
import type { WebContext } from '../context.ts';

const startLength = 120;

export async function listCannedChoices(web: WebContext, groupId: number): Promise<CannedChoice[]> {
  const rows = await listCannedAnswersOf(web.read, groupId);
  return rows.map(({ id, name, text }) => ({ id, name, start: text.slice(0, startLength) }));
}

import { isListColumn } from '../../domain/list-column.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readForm } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { readListPath } from './list-path.ts';

/** POST /ticket-columns: what the list shows the person from now on, then back to the list. */
export function saveColumns(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readForm(c);
    const ticked = form.getAll('column').filter((value) => typeof value === 'string');
    const columns = form.get('usual') === null ? ticked.filter(isListColumn) : undefined;
    await web.desk.as(actorOf(c)).call('chooseColumns', columns === undefined ? {} : { columns });
    return redirectTo(c, readListPath(form.get('back')));
  };
}

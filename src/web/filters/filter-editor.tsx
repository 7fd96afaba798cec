import { FormPage, type FormPageProps } from '../../../views/filters/form-page.tsx';
import { t } from '../../../views/words.ts';
import { getFilter } from '../../db/filters.ts';
import { listActiveGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import { filterExamples } from '../../domain/filters/filter-examples.ts';
import type { FilterInput } from '../../domain/filters/filter-input.ts';
import { noActions } from '../../domain/filters/filter-rule.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { type FilterForm, mostRows, readFilterForm } from './filter-form.ts';

const empty: FilterInput = {
  name: '',
  note: '',
  isActive: true,
  match: 'all',
  conditions: [],
  actions: noActions,
  stopsAfter: false,
};

const fewestRows = 3;

export function showNewFilter(web: WebContext) {
  return async (c: WebRequest) => {
    const example = filterExamples.find(({ slug }) => slug === c.req.query('example'));
    return render(web, c, { values: example?.filter ?? empty });
  };
}

export function showFilter(web: WebContext) {
  return async (c: WebRequest) => render(web, c, { values: await getFilter(web.read, readPathId(c)) });
}

/** Takes the form of a new filter or of one that is there: saves it, tests it, or makes room for a condition. */
export function saveFilter(web: WebContext) {
  return async (c: WebRequest) => {
    const { values, rows, step } = await readFilterForm(c);
    try {
      if (step === 'add') return await render(web, c, { values, rows: rows + 1 });
      if (step === 'test') return await render(web, c, { values, rows, test: await test(web, c, values) });
      await web.desk.as(actorOf(c)).call('saveFilter', { id: idOf(c), filter: values });
      return redirectTo(c, '/settings/filters', {
        notice: t('The filter “{trim}” is saved.', { trim: values.name.trim() }),
      });
    } catch (error) {
      const { code, fields } = toAppError(error);
      if (code !== 'invalid' || fields === undefined) throw error;
      return render(web, c, { values, rows, fields }, 422);
    }
  };
}

function test(web: WebContext, c: WebRequest, { match, conditions }: FilterForm['values']) {
  return web.desk.as(actorOf(c)).call('testFilter', { match, conditions });
}

async function render(
  web: WebContext,
  c: WebRequest,
  props: Pick<FormPageProps, 'values'> & Partial<FormPageProps>,
  status: 200 | 422 = 200,
): Promise<Response> {
  const id = idOf(c);
  const [groups, users] = await Promise.all([listActiveGroups(web.read), listUsers(web.read)]);
  const rows = Math.max(props.rows ?? 0, props.values.conditions.length, fewestRows);
  const title = id === undefined ? t('New filter') : props.values.name || t('Filter');
  return renderPage(
    c,
    { title, active: 'settings', status },
    <FormPage
      csrf={c.get('csrf')}
      id={id}
      fields={{}}
      test={undefined}
      groups={groups}
      users={users.filter((user) => user.isActive)}
      {...props}
      rows={Math.min(rows, mostRows)}
    />,
  );
}

function idOf(c: WebRequest): number | undefined {
  const id = c.req.param('id');
  return id === undefined ? undefined : readPathId(c);
}

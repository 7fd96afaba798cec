import { CannedAnswerFormPage, CannedPreview } from '../../../views/canned-answers/form-page.tsx';
import { CannedAnswerListPage } from '../../../views/canned-answers/list-page.tsx';
import { t } from '../../../views/words.ts';
import { getCannedAnswer, listCannedAnswers } from '../../db/canned-answers.ts';
import { listGroups } from '../../db/groups.ts';
import { type CannedAnswerInput, sampleValues } from '../../domain/canned-answer.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { fillVariables } from '../../domain/variables.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readForm } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

const url = '/settings/canned-answers';
const empty: CannedAnswerInput = { name: '', text: 'Hello {{customer}},\n\n', groupIds: [] };

export function showCannedAnswers(web: WebContext) {
  return async (c: WebRequest) => {
    const names = new Map((await listGroups(web.read)).map(({ id, name }) => [id, name]));
    const items = (await listCannedAnswers(web.read)).map(({ groupIds, ...item }) => ({
      ...item,
      groups: groupIds.map((id) => names.get(id) ?? ''),
    }));
    const page = <CannedAnswerListPage items={items} />;
    return renderPage(c, { title: t('Canned answers'), active: 'settings' }, page);
  };
}

export function showNewCannedAnswer(web: WebContext) {
  return async (c: WebRequest) => render(web, c, undefined, empty);
}

export function showCannedAnswer(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    return render(web, c, id, await getCannedAnswer(web.read, id));
  };
}

/** POST /settings/canned-answers, and with an id for one that is there */
export function saveCannedAnswer(web: WebContext) {
  return async (c: WebRequest) => {
    const id = c.req.param('id') === undefined ? undefined : readPathId(c);
    if (id !== undefined) await getCannedAnswer(web.read, id);
    const values = await readInput(c);
    try {
      await web.desk.as(actorOf(c)).call('saveCannedAnswer', { id, ...values });
    } catch (error) {
      return render(web, c, id, values, fieldsOf(error));
    }
    return redirectTo(c, url, { notice: t('The canned answer is saved.') });
  };
}

/** POST /settings/canned-answers/:id/deletion */
export function deleteCannedAnswer(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('removeCannedAnswer', { id: readPathId(c) });
    return redirectTo(c, url, { notice: t('The canned answer is deleted.') });
  };
}

/** POST /settings/canned-answers/preview: what the text would be for a customer. */
export function previewCannedAnswer() {
  return async (c: WebRequest) => {
    const { text } = await readInput(c);
    return c.html(<CannedPreview text={fillSample(c, text)} />);
  };
}

async function readInput(c: WebRequest): Promise<CannedAnswerInput> {
  const form = await readForm(c);
  const groupIds = form.getAll('groups').map(Number);
  return {
    name: String(form.get('name') ?? ''),
    text: String(form.get('text') ?? ''),
    groupIds: groupIds.filter((id) => Number.isSafeInteger(id) && id > 0),
  };
}

function fillSample(c: WebRequest, text: string): string {
  const { name, email } = c.get('user');
  return fillVariables(cleanText(text), { ...sampleValues, agent: name, agent_email: email });
}

async function render(
  web: WebContext,
  c: WebRequest,
  id: number | undefined,
  values: CannedAnswerInput,
  fields?: Readonly<Record<string, string>>,
) {
  const page = (
    <CannedAnswerFormPage
      csrf={c.get('csrf')}
      id={id}
      values={values}
      fields={fields ?? {}}
      groups={await listGroups(web.read)}
      preview={fillSample(c, values.text)}
    />
  );
  const title = id === undefined ? t('New canned answer') : values.name;
  return renderPage(c, { title, active: 'settings', status: fields === undefined ? 200 : 422 }, page);
}

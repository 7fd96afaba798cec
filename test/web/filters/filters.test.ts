import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../../support/app.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

let running: TestApp;
let admin: Visitor;
before(async () => {
  running = await startStaffedApp({}, ['admin']);
  admin = await running.signIn('admin');
});
after(() => running.stop());

const list = '/settings/filters';
const good = {
  name: 'Orders',
  note: 'For the warehouse',
  match: 'all',
  isActive: 'on',
  'conditions.0.field': 'subject',
  'conditions.0.operator': 'matches',
  'conditions.0.value': 'order (?P<order>\\d+)',
  'conditions.1.field': 'header',
  'conditions.1.header': 'X-Priority',
  'conditions.1.operator': 'not:exists',
  'actions.tags': 'order-{{order}}, shop',
  'actions.priority': 'high',
};

test('the empty list offers two examples that can be saved as they are', async () => {
  const page = await (await admin.get(list)).text();
  const links = [...page.matchAll(/href="(\/settings\/filters\/new\?example=\w+)"/g)].map(
    (match) => match[1] ?? '',
  );
  assert.equal(links.length, 2);
  for (const link of links) {
    const form = await (await admin.get(link)).text();
    const saved = await admin.post(list, { ...readInputs(form), do: 'save' });
    assert.equal(saved.status, 303, link);
  }
  const full = await (await admin.get(list)).text();
  assert.match(full, /Header list-unsubscribe exists and Subject does not contain “invoice”/);
  for (const id of full.matchAll(/href="\/settings\/filters\/(\d+)"/g)) {
    assert.equal((await admin.post(`${list}/${id[1]}/deletion`, {})).status, 303);
  }
});

test('a filter is saved, shown, changed, switched, moved and deleted without scripts', async () => {
  assert.equal((await admin.post(list, { ...good, do: 'save' })).headers.get('location'), list);
  assert.equal((await admin.post(list, { ...good, name: 'Second', do: 'save' })).status, 303);
  const page = await (await admin.get(list)).text();
  assert.match(page, /The filter “Second” is saved/);
  assert.match(page, /priority high, tags order-\{\{order\}\}, shop/);
  assert.match(page, /For the warehouse/);
  const ids = [...page.matchAll(/<h2><a href="\/settings\/filters\/(\d+)">/g)].map((match) => match[1] ?? '');
  const [first = '', second = ''] = ids;

  const form = readInputs(await (await admin.get(`${list}/${first}`)).text());
  assert.deepEqual(
    [form['conditions.1.header'], form['conditions.1.operator'], form['conditions.2.field']],
    ['x-priority', 'not:exists', ''],
  );
  assert.equal((await admin.post(`${list}/${first}`, { ...form, name: 'Orders 2', do: 'save' })).status, 303);

  await admin.post(`${list}/${second}/position`, { to: 'up' });
  await admin.post(`${list}/${second}/activity`, { isActive: '' });
  const changed = await (await admin.get(list)).text();
  assert.match(changed, />Second<\/a>[\s\S]*>Orders 2<\/a>/);
  assert.match(changed, /aria-checked="false" aria-label="Second is active"/);

  for (const id of ids) await admin.post(`${list}/${id}/deletion`, {});
  assert.match(await (await admin.get(list)).text(), /No filters yet/);
  assert.equal((await admin.get(`${list}/${first}`)).status, 404);
});

test('what is wrong stands at its field, and nothing typed is lost', async () => {
  const answer = await admin.post(list, {
    ...good,
    name: '',
    'conditions.0.value': '(order',
    'actions.customer': '{{who}}',
    do: 'save',
  });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /Give the filter a name/);
  const patternAnswer = await admin.post(list, { ...good, 'conditions.0.value': '(order', do: 'save' });
  const patternPage = await patternAnswer.text();
  assert.match(patternPage, /missing closing \): `\(order`/);
  assert.equal(readInputs(patternPage)['conditions.0.value'], '(order');
  assert.equal(readInputs(patternPage)['actions.tags'], 'order-{{order}}, shop');
});

test('a condition is added, a filter tested, and neither is saved', async () => {
  const three = { ...good, 'conditions.2.field': 'from', 'conditions.2.value': 'shop' };
  const added = readInputs(await (await admin.post(list, { ...three, do: 'add' })).text());
  assert.equal(added['conditions.3.field'], '');
  assert.equal(added['conditions.4.field'], undefined);
  const empty = readInputs(await (await admin.get(`${list}/new`)).text());
  const wider = readInputs(await (await admin.post(list, { ...empty, do: 'add' })).text());
  assert.equal(wider['conditions.3.field'], '');
  const tested = await admin.post(list, { ...good, do: 'test' });
  assert.equal(tested.status, 200);
  assert.match(await tested.text(), /No mail is stored yet/);
  const bad = await admin.post(list, { do: 'test' });
  assert.equal(bad.status, 422);
  assert.match(await bad.text(), /Enter at least one condition/);
  assert.match(await (await admin.get(list)).text(), /No filters yet/);
});

test('what a filter is called cannot become markup', async () => {
  await admin.post(list, { ...good, name: '<img src=x hx-get=/>', note: '<script>1</script>', do: 'save' });
  const page = await (await admin.get(list)).text();
  assert.ok(!page.includes('<img') && !page.includes('<script>1'));
  assert.ok(page.includes('&lt;img src=x'));
});

test('filters are for admins', async () => {
  const agent = await running.signIn('agent');
  for (const path of [list, `${list}/new`, `${list}/1`])
    assert.equal((await agent.get(path)).status, 403, path);
  assert.equal((await agent.post(list, good)).status, 403);
  assert.equal((await agent.post(`${list}/1/deletion`, {})).status, 403);
});

/** What a browser would send back with the page's first form after the frame's own. */
function readInputs(page: string): Record<string, string> {
  const form = /<form[^>]*filter-form[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  const values: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    if (/type="checkbox"/.test(tag) && !/\schecked/.test(tag)) continue;
    values[attribute(tag, 'name')] = attribute(tag, 'value');
  }
  for (const [, name = '', body = ''] of form.matchAll(
    /<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    const options = [...body.matchAll(/<option[^>]*>/g)].map(([tag]) => tag);
    const chosen = options.find((tag) => /\sselected/.test(tag)) ?? options[0] ?? '';
    values[name] = attribute(chosen, 'value');
  }
  values.note = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(form)?.[1] ?? '';
  const { csrf: _, ...rest } = values;
  return rest;
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name.replace('.', '\\.')}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

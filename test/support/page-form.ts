import assert from 'node:assert/strict';
import { DomUtils, parseDocument } from 'htmlparser2';

type Pairs = (readonly [name: string, value: string])[];

/**
 * What a browser would send for the form of a page that goes to this address, as it stands there.
 * @param page HTML
 */
export function readPageForm(page: string, action: string): Record<string, string> {
  const forms = DomUtils.getElementsByTagName('form', parseDocument(page));
  const form = forms.find(({ attribs }) => attribs.action === action && attribs.method === 'post');
  assert.ok(form, `no form goes to ${action}, only ${forms.map(({ attribs }) => attribs.action)}`);
  const find = (name: string) => DomUtils.getElementsByTagName(name, form);
  const inputs = find('input').filter(
    ({ attribs }) => !/^(checkbox|radio)$/.test(attribs.type ?? '') || 'checked' in attribs,
  );
  const fallback = (type: string | undefined) => (type === 'checkbox' ? 'on' : '');
  const pairs: Pairs = [
    ...inputs.map(({ attribs }) => [attribs.name ?? '', attribs.value ?? fallback(attribs.type)] as const),
    ...find('textarea').map((each) => [each.attribs.name ?? '', DomUtils.textContent(each)] as const),
    ...find('select').map((each) => {
      const options = DomUtils.getElementsByTagName('option', each);
      const chosen = options.find(({ attribs }) => 'selected' in attribs) ?? options[0];
      return [each.attribs.name ?? '', chosen?.attribs.value ?? ''] as const;
    }),
  ];
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

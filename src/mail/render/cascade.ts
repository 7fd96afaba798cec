import type { HtmlElement, HtmlTree } from './html-tree.ts';
import { type Budget, matches, type ReadySelector, readSelectors } from './selectors.ts';
import {
  type Declaration,
  isForScreen,
  readDeclarations,
  readStyleSheet,
  type StyleRule,
} from './style-sheet.ts';

/** What an element says of its own looks: by property, the later ones last. */
export type Style = Map<string, string>;

interface Candidate {
  readonly selector: ReadySelector;
  readonly order: number;
  readonly declarations: readonly Declaration[];
}

/** Steps of comparing and declarations laid upon elements, together; more than any letter needs. */
const mostSteps = 3_000_000;
const mostDeclarations = 100;

/** Lays the style sheets of a letter and its `style` attributes upon each of its elements, as a browser does. */
export function cascade({ root, sheets }: HtmlTree): Map<HtmlElement, Style> {
  const rules = sheets.flatMap(({ css, media }) => (isForScreen(media) ? readStyleSheet(css) : []));
  const index = indexRules(rules);
  const styles = new Map<HtmlElement, Style>();
  const budget = { left: mostSteps };
  const waiting = [root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    const style = styleOf(element, index, budget);
    if (style.size > 0) styles.set(element, style);
    for (const child of element.elements) waiting.push(child);
  }
  return styles;
}

function indexRules(rules: readonly StyleRule[]): Map<string, Candidate[]> {
  const index = new Map<string, Candidate[]>();
  for (const [order, { selectors, declarations }] of rules.entries()) {
    if (declarations.length === 0) continue;
    for (const selector of readSelectors(selectors)) {
      const known = index.get(selector.key) ?? [];
      known.push({ selector, order, declarations: declarations.slice(0, mostDeclarations) });
      index.set(selector.key, known);
    }
  }
  return index;
}

function styleOf(element: HtmlElement, index: ReadonlyMap<string, Candidate[]>, budget: Budget): Style {
  const style: Style = new Map();
  const found = (budget.left > 0 ? keysOf(element) : [])
    .flatMap((key) => index.get(key) ?? [])
    .filter(({ selector }) => budget.left > 0 && matches(element, selector, budget))
    .sort((a, b) => a.selector.specificity - b.selector.specificity || a.order - b.order);
  const own = readDeclarations((element.attributes.style ?? '').slice(0, 10_000)).slice(0, mostDeclarations);
  const all = [...found.map(({ declarations }) => declarations), own];
  for (const isImportant of [false, true]) {
    for (const declarations of all) {
      budget.left -= declarations.length;
      for (const each of declarations) if (each.isImportant === isImportant) put(style, each);
    }
  }
  return style;
}

function keysOf({ name, attributes }: HtmlElement): string[] {
  const classes = new Set((attributes.class ?? '').slice(0, 2_000).split(/\s+/).slice(0, 50));
  const id = attributes.id === undefined ? [] : [`#${attributes.id}`];
  return ['*', name, ...[...classes].filter(Boolean).map((each) => `.${each}`), ...id];
}

/** A later declaration stands last, so that a shorthand overrules what it is short for. */
function put(style: Style, { property, value }: Declaration): void {
  if (property === '' || value === '') return;
  style.delete(property);
  if (property === 'background') style.delete('background-color');
  style.set(property, value);
}

// What htmx cannot do. Every part works without it.

// What the scripts say, by its English: a page in another language brings its own words along.
const pageWords = JSON.parse(document.querySelector('meta[name="script-words"]')?.content ?? '{}');

// @param values by name, put where {name} stands
function inPageLanguage(words, values = {}) {
  return (pageWords[words] ?? words).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A button that copies the text of the element named by data-copy.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (button === null) return;
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  const label = button.querySelector('[data-copy-label]') ?? button;
  label.textContent = inPageLanguage('Copied');
});

// A field that the browser refuses is shown, also in a part of the form that is folded.
document.addEventListener(
  'invalid',
  (event) => event.target.closest('details:not([open])')?.setAttribute('open', ''),
  true,
);

// A form that was refused begins where it has to be mended, or where it is said why.
document.addEventListener('DOMContentLoaded', () => {
  const field = document.querySelector('[aria-invalid="true"]');
  if (field !== null) return field.focus();
  const isRefused = performance.getEntriesByType('navigation')[0]?.responseStatus >= 400;
  if (isRefused) document.querySelector('main [role="alert"]')?.scrollIntoView({ block: 'nearest' });
});

// Times are sent in UTC and shown by the reader's clock, in the language of the page: in the browser's kind of it, where it
// has one, since the same language writes its dates in several ways.
const pageLanguage = document.documentElement.lang || 'en';
const locale = navigator.languages.find((each) => each.split('-')[0] === pageLanguage) ?? pageLanguage;
const timeZone = document.documentElement.dataset.zone;

const styles = {
  full: { dateStyle: 'full', timeStyle: 'medium' },
  time: { dateStyle: 'medium', timeStyle: 'short' },
  date: { month: 'short', day: 'numeric' },
  hour: { timeStyle: 'short' },
  soon: { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
  old: { dateStyle: 'medium' },
};
const formats = new Map();

// English has letters that everybody knows (3h ago); the shortest German ones read like metres.
const relativeStyle = pageLanguage === 'en' ? 'narrow' : 'short';

// A format takes longer to make than hundreds of dates to write, and a list has hundreds.
function formatOf(style) {
  if (!formats.has(style)) {
    const format =
      style === 'relative'
        ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: relativeStyle })
        : new Intl.DateTimeFormat(locale, { ...styles[style], timeZone });
    formats.set(style, format);
  }
  return formats.get(style);
}

function localizeTimes(root) {
  for (const element of root.querySelectorAll('time[datetime]')) {
    const date = new Date(element.dateTime);
    const text = dropStop(describeTime(date, element.dataset.format), element.nextSibling);
    if (element.textContent !== text) element.textContent = text;
    const title = formatOf('full').format(date);
    if (element.title !== title) element.title = title;
  }
  for (const element of root.querySelectorAll('[data-clock]')) {
    element.textContent = formatOf('full').resolvedOptions().timeZone;
  }
}

function describeTime(date, format = 'time') {
  if (format === 'relative') return describeAge(date);
  // What is late is tried any moment.
  if (format === 'due') return describeAge(new Date(Math.max(date.getTime(), Date.now())));
  return formatOf(format === 'until' ? chooseUntil(date) : format).format(date);
}

// Of a day that is far enough the hour says nothing.
function chooseUntil(date) {
  const hours = (date.getTime() - Date.now()) / 3_600_000;
  if (hours > 24 * 300) return 'old';
  if (hours > 24) return 'date';
  const isToday = formatOf('old').format(date) === formatOf('old').format(new Date());
  return isToday ? 'hour' : 'soon';
}

// The stop of an abbreviation is also that of its sentence: "in 5 Sek."
function dropStop(text, next) {
  return text.endsWith('.') && next?.textContent.startsWith('.') ? text.slice(0, -1) : text;
}

function describeAge(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const units = [
    [60, 'second', 1],
    [3600, 'minute', 60],
    [86_400, 'hour', 3600],
    [86_400 * 14, 'day', 86_400],
  ];
  for (const [limit, unit, size] of units) {
    if (Math.abs(seconds) < limit) return formatOf('relative').format(Math.round(seconds / size), unit);
  }
  return formatOf('old').format(date);
}

// What is put off until tomorrow morning is until that of this clock, unless the account says another.
document.addEventListener('submit', (event) => {
  const field = event.target.querySelector('input[data-zone]');
  if (field !== null) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
});

document.addEventListener('DOMContentLoaded', () => localizeTimes(document));
document.addEventListener('htmx:after:swap', () => localizeTimes(document));

// What the person was told and has not read stands in the tab, too.
function countInTab() {
  const count = document.querySelector('#bell .unread-count')?.textContent.trim();
  const title = document.title.replace(/^\(\d+\+?\) /, '');
  const wanted = count === undefined ? title : `(${count}) ${title}`;
  if (document.title !== wanted) document.title = wanted;
}
document.addEventListener('DOMContentLoaded', countInTab);
document.addEventListener('htmx:after:swap', countInTab);
setInterval(() => localizeTimes(document), 30_000);

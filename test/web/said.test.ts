import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { listSentences } from '../../scripts/collect-sentences.mjs';
import { diagnose, diagnosisRules, recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { DiagnosisCard } from '../../views/channels/diagnosis-card.tsx';
import { NewAppPage } from '../../views/channels/new-app-page.tsx';
import { Credentials } from '../../views/microsoft/credentials.tsx';
import { say } from '../../views/said.ts';
import { forReader, languages } from '../../views/words.ts';

const others = languages.filter((language) => language !== 'en');
const catalogueOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(`views/texts/desk.${language}.json`, 'utf8'));
const inGerman = (text: string) => forReader({ language: 'de', timeZone: '' }, () => say(text));
const holesOf = (text: string) =>
  [...new Set(text.match(/\{\w+\}/g))].filter((hole) => hole !== '{s}').sort();

test('what the desk says is translated, with the same values', () => {
  const sentences = listSentences();
  assert.ok(sentences.length > 900, `${sentences.length} sentences`);
  for (const language of others) {
    const catalogue = catalogueOf(language);
    const hint = 'run: node scripts/bootstrap.mjs scripts/collect-texts.mjs';
    assert.deepEqual(Object.keys(catalogue).sort(), sentences, hint);
    const faults = Object.entries(catalogue).filter(
      ([sentence, text]) => text === '' || holesOf(text).join() !== holesOf(sentence).join(),
    );
    assert.deepEqual(faults, [], `${language}: without a translation, or with other values`);
  }
});

test('a sentence with values in it is known by what stands around them', () => {
  // Long values: a short one could look like the words of another sentence.
  const makeValue = (index: number) => `Wert ${index} von <außen> & "mehr"`;
  for (const [sentence, text] of Object.entries(catalogueOf('de'))) {
    const names = [...new Set(sentence.match(/\{\w+\}/g))];
    if (names.length === 0 || !/\p{L}{2}.* /u.test(sentence.replace(/\{\w+\}/g, ''))) continue;
    const put = (words: string) =>
      names.reduce((all, name, index) => all.replaceAll(name, () => makeValue(index)), words);
    assert.equal(inGerman(put(sentence)), put(text), sentence);
  }
});

test('sentences are said one by one, and what nobody has translated stays as it is', () => {
  const [rule] = diagnosisRules;
  assert.ok(rule !== undefined);
  const said = inGerman(`${rule.title}. ${rule.cause} ${rule.step}`);
  const { [rule.title]: title, [rule.cause]: cause, [rule.step]: step } = catalogueOf('de');
  assert.equal(said, `${title}. ${cause} ${step}`);
  assert.equal(inGerman('Something else of a server.'), 'Something else of a server.');
  const unknown = diagnose({ origin: 'imap', text: '* BAD what' });
  assert.equal(inGerman(unknown.cause), 'Die Antwort war: * BAD what');
  assert.equal(say('There is no such ticket.'), 'There is no such ticket.');
});

test('a long text is looked through once for each piece, however it is made', () => {
  const hostile = `There is a user with the address ${'a'.repeat(1_900)}`;
  assert.equal(inGerman(hostile), hostile);
});

test('what a channel failed at is said in the reader’s language where the words are our own', () => {
  const words = "This machine's clock is 10 minutes behind that of login.example.";
  const diagnosis = recallDiagnosis('clock_differs', words, { address: 'info@example.com' });
  const card = forReader({ language: 'de', timeZone: '' }, () => String(DiagnosisCard({ diagnosis })));
  assert.match(card, /Die Uhr dieses Rechners geht 10 Minuten nach gegenüber der von login\.example/);
});

test('why an app is not used, and why a mailbox is not added by one, is said in the reader’s language', () => {
  const refusal = 'The app has no secret; enter one first.';
  const values = { app: '', address: '', outsider: '', tenant: '', name: '' };
  const page = { csrf: '', apps: [], asksForTenant: false, values, fields: {}, refusal };
  const own = {
    csrf: '',
    appId: 1,
    audience: '',
    hasSecret: true,
    usedId: null,
    credentials: [],
    fields: {},
    refusal,
  };
  const pages = [() => NewAppPage(page), () => Credentials({ ...own, now: new Date() })];
  for (const draw of pages) {
    const shown = forReader({ language: 'de', timeZone: '' }, () => String(draw()));
    assert.match(shown, /Die App hat kein Geheimnis/);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerLanguages } from '../../src/domain/customer-language.ts';
import { refusalWords } from '../../src/domain/refusal-words.ts';

for (const language of customerLanguages) {
  test(`${language}: says how large the message is, and what is received`, () => {
    const { subject, text } = refusalWords[language];
    const words = text(40, 25);
    assert.ok(words.includes('40') && words.includes('25'), words);
    // A file of 24 MB comes as 33: its sender would not know why it is too large.
    assert.match(words, /\b18 M[Bo]\b/);
    assert.doesNotMatch(text(2, 1), /\b0 M[Bo]\b/);
    const others = customerLanguages.filter((each) => each !== language);
    assert.ok(others.every((other) => refusalWords[other].subject !== subject));
  });
}

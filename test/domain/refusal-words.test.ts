import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerLanguages } from '../../src/domain/customer-language.ts';
import { refusalWords } from '../../src/domain/refusal-words.ts';

for (const language of customerLanguages) {
  test(`${language}: says how large the message is, and what is received`, () => {
    const { subject, text } = refusalWords[language];
    const words = text(40, 25);
    assert.ok(words.includes('40') && words.includes('25'), words);
    const others = customerLanguages.filter((each) => each !== language);
    assert.ok(others.every((other) => refusalWords[other].subject !== subject));
  });
}

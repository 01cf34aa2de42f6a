import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { batonUrl, drain } from './support.mjs';

const client = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none', maxRetries: 0 });
const textOf = (chunks) => chunks.map((c) => c.choices[0]?.text ?? '').join('');

describe('openai: the older completions', () => {
  test('answers with text, reason and usage', async () => {
    const answer = await client.completions.create({ model: 'fake', prompt: 'Once', max_tokens: 50 });
    assert.equal(answer.choices[0].text, 'Hello from fake.');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.total_tokens, 16);
  });

  test('streams the same text', async () => {
    const { items, error } = await drain(await client.completions.create({ model: 'fake', prompt: 'Once', stream: true }));
    assert.equal(error, null);
    assert.equal(textOf(items), 'Hello from fake.');
    assert.equal(items.at(-1).choices[0].finish_reason, 'stop');
  });

  test('Wire6: the iterator throws after the text that came', async () => {
    const { items, error } = await drain(await client.completions.create({ model: 'fake-error-after-3', prompt: 'Once', stream: true }));
    assert.match(textOf(items), /^Hello from/);
    assert.ok(error instanceof OpenAI.APIError, String(error));
  });
});

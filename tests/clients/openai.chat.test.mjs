import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { batonUrl, drain, throughGateway } from './support.mjs';

const client = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Hi' }];
const gatewayOnly = { skip: !throughGateway && 'only a gateway mends this' };

const textOf = (chunks) => chunks.map((c) => c.choices[0]?.delta.content ?? '').join('');

describe('openai: chat', () => {
  test('answers with text, finish reason, usage and the upstream\'s model', async () => {
    const answer = await client.chat.completions.create({ model: 'fake', messages });
    assert.equal(answer.choices[0].message.content, 'Hello from fake.');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.model, 'fake');
    assert.deepEqual(answer.usage, { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 });
  });

  test('streams the same text', async () => {
    const { items, error } = await drain(await client.chat.completions.create({ model: 'fake', messages, stream: true }));
    assert.equal(error, null);
    assert.equal(textOf(items), 'Hello from fake.');
  });

  test('max_tokens ends with length', async () => {
    const answer = await client.chat.completions.create({ model: 'fake', messages, max_tokens: 2 });
    assert.equal(answer.choices[0].message.content, 'Hello from');
    assert.equal(answer.choices[0].finish_reason, 'length');
  });

  test('Wire9_11_15: ids are stable, the role comes once, the reason last', async () => {
    const { items } = await drain(await client.chat.completions.create({ model: 'fake', messages, stream: true }));
    assert.equal(new Set(items.map((c) => `${c.id} ${c.created} ${c.model} ${c.object}`)).size, 1);
    assert.equal(items.filter((c) => c.choices[0]?.delta.role).length, 1);
    assert.deepEqual([...new Set(items.slice(0, -1).map((c) => c.choices[0].finish_reason))], [null]);
    assert.equal(items.at(-1).choices[0].finish_reason, 'stop');
  });

  test('Wire9_11_15_25: the same holds where the upstream breaks it', gatewayOnly, async () => {
    const model = 'fake-role-every-ids-change-empty-finish-usage-every';
    const { items } = await drain(await client.chat.completions.create({ model, messages, stream: true }));
    assert.equal(new Set(items.map((c) => `${c.id} ${c.created}`)).size, 1);
    assert.equal(items.filter((c) => c.choices[0]?.delta.role).length, 1);
    assert.deepEqual([...new Set(items.slice(0, -1).map((c) => c.choices[0].finish_reason))], [null]);
    assert.equal(items.some((c) => c.usage), false);
    assert.equal(textOf(items), `Hello from ${model}.`);
  });

  test('Wire14: a finish reason comes where the upstream sends none', gatewayOnly, async () => {
    const { items, error } = await drain(await client.chat.completions.create({ model: 'fake-no-finish', messages, stream: true }));
    assert.equal(error, null);
    assert.equal(items.at(-1).choices[0].finish_reason, 'stop');
  });

  test('comments, CRLF and a trickle change nothing', async () => {
    const model = 'fake-comments-crlf-trickle-7';
    const { items, error } = await drain(await client.chat.completions.create({ model, messages, stream: true }));
    assert.equal(error, null);
    assert.equal(textOf(items), `Hello from ${model}.`);
  });

  test('Wire24: usage comes in a last chunk of its own when asked for', async () => {
    const options = { model: 'fake', messages, stream: true, stream_options: { include_usage: true } };
    const { items } = await drain(await client.chat.completions.create(options));
    assert.deepEqual(items.at(-1).choices, []);
    assert.deepEqual(items.at(-1).usage, { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 });
    assert.equal(items.slice(0, -1).some((c) => c.usage), false);
  });

  test('Wire24: and not when not', async () => {
    const { items } = await drain(await client.chat.completions.create({ model: 'fake', messages, stream: true }));
    assert.equal(items.some((c) => c.usage || c.choices.length === 0), false);
  });

  test('Wire24: a usage chunk comes even where the upstream reports none', gatewayOnly, async () => {
    const options = { model: 'fake-usage-none', messages, stream: true, stream_options: { include_usage: true } };
    const { items } = await drain(await client.chat.completions.create(options));
    assert.ok(items.at(-1).usage.completion_tokens > 0);
  });

  test('Wire27: cached tokens are told', async () => {
    const answer = await client.chat.completions.create({ model: 'fake-cached-8', messages });
    assert.equal(answer.usage.prompt_tokens, 20);
    assert.equal(answer.usage.prompt_tokens_details.cached_tokens, 8);
  });

  test('a JSON schema is parsed', async () => {
    const schema = z.object({ name: z.string(), age: z.number() });
    const answer = await client.chat.completions.parse({
      model: 'fake-json', messages, response_format: zodResponseFormat(schema, 'person'),
    });
    assert.deepEqual(answer.choices[0].message.parsed, { name: 'Ada', age: 36 });
  });

  test('Wire37: models are listed and found', async () => {
    const ids = (await client.models.list()).data.map((m) => m.id);
    assert.ok(ids.includes('fake'), `${ids}`);
    assert.equal((await client.models.retrieve('fake')).id, 'fake');
  });
});

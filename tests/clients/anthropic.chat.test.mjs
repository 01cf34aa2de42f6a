import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { batonUrl, drain, received, throughGateway } from './support.mjs';

const client = new Anthropic({ baseURL: batonUrl, apiKey: 'none', maxRetries: 0 });
const common = { max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
const gatewayOnly = { skip: !throughGateway && 'only a gateway translates' };
// The fake upstream itself speaks this wire under the models' plain names.
const claude = (name) => (throughGateway ? `claude-${name}` : name);

const textOf = (message) => message.content.filter((b) => b.type === 'text').map((b) => b.text).join('');
const wires = (name) => (throughGateway ? [name, claude(name)] : [name]);

describe('anthropic: chat', () => {
  for (const model of wires('fake')) {
    test(`answers with text, reason and usage (${model})`, async () => {
      const message = await client.messages.create({ ...common, model });
      assert.equal(textOf(message), 'Hello from fake.');
      assert.equal(message.stop_reason, 'end_turn');
      assert.match(message.id, /^msg_/);
      assert.equal(message.usage.input_tokens, 12);
      assert.equal(message.usage.output_tokens, 4);
      assert.ok(message._request_id || !throughGateway);
    });

    test(`Wire50_52: streams the same text, joined by the SDK (${model})`, async () => {
      const stream = client.messages.stream({ ...common, model });
      const { items, error } = await drain(stream);
      assert.equal(error, null);
      assert.equal(items[0].type, 'message_start');
      assert.ok(items[0].message.usage.input_tokens > 0);
      const message = await stream.finalMessage();
      assert.equal(textOf(message), 'Hello from fake.');
      assert.equal(message.stop_reason, 'end_turn');
      assert.equal(message.usage.output_tokens, 4);
    });
  }

  for (const model of wires('fake-chunks-9'))
    test(`max_tokens is told (${model})`, async () => {
      assert.equal((await client.messages.create({ ...common, model, max_tokens: 2 })).stop_reason, 'max_tokens');
    });

  for (const model of wires('fake-cached-8'))
    test(`Wire27: cached tokens are apart from the input (${model})`, async () => {
      const { usage } = await client.messages.create({ ...common, model });
      assert.equal(usage.input_tokens, 12);
      assert.equal(usage.cache_read_input_tokens, 8);
    });

  for (const model of wires('fake-reasoning'))
    test(`Wire54: thoughts are apart from the text and go back to their model (${model})`, async () => {
      const stream = client.messages.stream({ ...common, model });
      const message = await stream.finalMessage();
      assert.deepEqual(message.content.map((b) => b.type), ['thinking', 'text']);
      assert.equal(message.content[0].thinking, 'Let me think.');
      assert.ok(message.content[0].signature.length > 0);
      const messages = [...common.messages, { role: 'assistant', content: message.content }, { role: 'user', content: 'And?' }];
      await client.messages.create({ ...common, model, messages });
      const { body } = (await received('fake-reasoning')).at(-1);
      assert.ok(body.includes('Let me think.'), body);
    });

  test('a JSON schema is kept to', gatewayOnly, async () => {
    const schema = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false };
    const message = await client.messages.create({ ...common, model: 'fake-json', output_config: { format: { type: 'json_schema', schema } } });
    assert.deepEqual(JSON.parse(textOf(message)), { name: 'Ada', age: 36 });
  });

  test('Wire57: betas reach an upstream of this wire, and it only', gatewayOnly, async () => {
    await client.beta.messages.create({ ...common, model: claude('fake'), betas: ['context-1m-2025-08-07'] });
    assert.equal((await received('fake')).at(-1).headers['anthropic-beta'], 'context-1m-2025-08-07');
    await client.beta.messages.create({ ...common, model: 'fake', betas: ['context-1m-2025-08-07'] });
    assert.equal((await received('fake')).at(-1).headers['anthropic-beta'], undefined);
  });

  for (const model of wires('fake'))
    test(`Wire56: tokens are counted (${model})`, async () => {
      assert.ok((await client.messages.countTokens({ model, messages: common.messages })).input_tokens > 0);
    });

  test('models are listed and found', gatewayOnly, async () => {
    const ids = (await client.models.list()).data.map((m) => m.id);
    assert.ok(ids.includes('fake') && ids.includes('auto'), `${ids}`);
    assert.equal((await client.models.retrieve('fake')).type, 'model');
  });
});

describe('anthropic: tools', () => {
  const input_schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const tools = [{ name: 'get_weather', input_schema }];
  const models = throughGateway ? ['fake-tools-2', claude('fake-tools-2'), 'fake-tools-2-index-missing', 'fake-tools-2-same-chunk'] : ['fake-tools-2'];

  for (const model of models) {
    test(`Wire53: two calls, whole and streamed, and their results (${model})`, async () => {
      const whole = await client.messages.create({ ...common, model, tools });
      const streamed = await client.messages.stream({ ...common, model, tools }).finalMessage();
      for (const message of [whole, streamed]) {
        assert.equal(message.stop_reason, 'tool_use');
        assert.deepEqual(message.content.map((b) => [b.type, b.name, b.input.city]), [['tool_use', 'get_weather', 'Paris'], ['tool_use', 'get_weather', 'Rome']]);
        assert.ok(message.content.every((b) => /^[a-zA-Z0-9_-]+$/.test(b.id)));
      }

      const results = streamed.content.map((b) => ({ type: 'tool_result', tool_use_id: b.id, content: [{ type: 'text', text: 'sunny' }] }));
      const messages = [...common.messages, { role: 'assistant', content: streamed.content }, { role: 'user', content: results }];
      const final = await client.messages.create({ ...common, model, tools, messages });
      assert.equal(final.stop_reason, 'end_turn');
      assert.match(textOf(final), /^Hello from/);
    });
  }

  for (const model of wires('fake-tools-2'))
    test(`a loop over tools ends with text (${model})`, async () => {
      const asked = [];
      const run = ({ city }) => { asked.push(city); return 'sunny'; };
      const tool = { type: 'custom', name: 'get_weather', description: 'The weather.', input_schema, run, parse: (x) => x };
      const message = await client.beta.messages.toolRunner({ ...common, model, tools: [tool] });
      assert.match(textOf(message), /^Hello from/);
      assert.deepEqual(asked, ['Paris', 'Rome']);
    });
});

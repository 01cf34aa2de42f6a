import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { batonUrl, drain, throughGateway, weatherCalls } from './support.mjs';

const client = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'What is the weather in Paris and in Rome?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }];

const callsOf = (message) => message.tool_calls.map((c) => [c.function.name, c.function.arguments]);

describe('openai: tools', () => {
  test('one call, unstreamed', async () => {
    const { choices: [choice] } = await client.chat.completions.create({ model: 'fake-tools', messages, tools });
    assert.equal(choice.finish_reason, 'tool_calls');
    assert.equal(choice.message.tool_calls[0].id, 'call_1');
    assert.deepEqual(callsOf(choice.message), weatherCalls.slice(0, 1));
  });

  test('parallel calls, unstreamed', async () => {
    const { choices: [choice] } = await client.chat.completions.create({ model: 'fake-tools-2', messages, tools });
    assert.deepEqual(callsOf(choice.message), weatherCalls);
  });

  for (const [model, calls] of [['fake-tools', weatherCalls.slice(0, 1)], ['fake-tools-2', weatherCalls]])
    test(`${calls.length} streamed, joined by the SDK (${model})`, async () => {
      const answer = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
      assert.equal(answer.choices[0].finish_reason, 'tool_calls');
      assert.deepEqual(callsOf(answer.choices[0].message), calls);
    });

  for (const oddity of ['index-missing', 'index-zero', 'id-repeated', 'name-late', 'same-chunk', 'whole-calls-tools-stop'])
    test(`Wire13_17_18_19_21: two calls arrive whole from an upstream with ${oddity}`, { skip: !throughGateway && 'only a gateway mends this' }, async () => {
      const model = `fake-tools-2-${oddity}`;
      const { items, error } = await drain(await client.chat.completions.create({ model, messages, tools, stream: true }));
      assert.equal(error, null);
      const entries = items.flatMap((c) => c.choices[0]?.delta.tool_calls ?? []);
      assert.ok(entries.every((e) => Number.isInteger(e.index)), JSON.stringify(entries));
      for (const index of [0, 1]) {
        const [first, ...rest] = entries.filter((e) => e.index === index);
        assert.equal(first.id, `call_${index + 1}`);
        assert.equal(first.type, 'function');
        assert.equal(first.function.name, 'get_weather');
        assert.ok(rest.every((e) => !e.id && !e.function.name), JSON.stringify(rest));
        assert.equal([first, ...rest].map((e) => e.function.arguments ?? '').join(''), weatherCalls[index][1]);
      }
      for (const chunk of items) {
        const indexes = (chunk.choices[0]?.delta.tool_calls ?? []).map((e) => e.index);
        assert.equal(new Set(indexes).size, indexes.length, JSON.stringify(chunk));
      }
      assert.equal(items.at(-1).choices[0].finish_reason, 'tool_calls');
    });

  test('Wire20: a call without arguments has {}', { skip: !throughGateway && 'only a gateway mends this' }, async () => {
    const model = 'fake-tools-args-empty';
    const whole = await client.chat.completions.create({ model, messages, tools });
    assert.equal(whole.choices[0].message.tool_calls[0].function.arguments, '{}');
    const streamed = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
    assert.equal(streamed.choices[0].message.tool_calls[0].function.arguments, '{}');
  });

  test('a loop over tools ends with text', async () => {
    const asked = [];
    const get_weather = { name: 'get_weather', parameters, parse: JSON.parse, function: ({ city }) => { asked.push(city); return 'sunny'; } };
    const runner = client.chat.completions.runTools({ model: 'fake-tools-2', messages, tools: [{ type: 'function', function: get_weather }] });
    assert.equal(await runner.finalContent(), 'Hello from fake-tools-2.');
    assert.deepEqual(asked, ['Paris', 'Rome']);
  });
});

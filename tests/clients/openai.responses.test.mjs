import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { batonUrl, drain, throughGateway, weatherCalls } from './support.mjs';

const client = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none', maxRetries: 0 });
const gatewayOnly = { skip: !throughGateway && 'only a gateway speaks this API' };
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = [{ type: 'function', name: 'get_weather', parameters, strict: true }];
const callsOf = (response) => response.output.filter((i) => i.type === 'function_call').map((c) => [c.name, c.arguments]);
const textOf = (events) => events.filter((e) => e.type === 'response.output_text.delta').map((e) => e.delta).join('');

describe('openai: responses', gatewayOnly, () => {
  test('answers with text, usage and the upstream\'s model', async () => {
    const answer = await client.responses.create({ model: 'fake', input: 'Hi', instructions: 'Be brief.' });
    assert.equal(answer.output_text, 'Hello from fake.');
    assert.equal(answer.status, 'completed');
    assert.equal(answer.model, 'fake');
    assert.equal(answer.usage.total_tokens, 16);
  });

  test('Wire46_47: streams the same text in one lifecycle', async () => {
    const { items, error } = await drain(await client.responses.create({ model: 'fake', input: 'Hi', stream: true }));
    assert.equal(error, null);
    assert.equal(textOf(items), 'Hello from fake.');
    assert.deepEqual(items.map((e) => e.sequence_number), items.map((_, n) => n));
    assert.equal(items[0].type, 'response.created');
    assert.equal(items.at(-1).type, 'response.completed');
  });

  test('the SDK\'s own accumulation ends with what the last event says', async () => {
    const stream = client.responses.stream({ model: 'fake-reasoning-tools-2', input: 'Hi', tools });
    let completed;
    stream.on('response.completed', (e) => { completed = e.response; });
    const final = await stream.finalResponse();
    assert.deepEqual(callsOf(final), weatherCalls);
    assert.deepEqual(final.output.map((i) => i.type), ['reasoning', 'function_call', 'function_call']);
    assert.equal(completed.id, final.id);
  });

  test('calls tools, and takes their results with previous_response_id', async () => {
    const first = await client.responses.create({ model: 'fake-tools-2', input: 'Hi', tools });
    assert.deepEqual(callsOf(first), weatherCalls);
    const input = first.output.map((c) => ({ type: 'function_call_output', call_id: c.call_id, output: 'sunny' }));
    const second = await client.responses.create({ model: 'fake-tools-2', input, tools, previous_response_id: first.id });
    assert.equal(second.output_text, 'Hello from fake-tools-2.');
    assert.equal((await client.responses.retrieve(first.id)).id, first.id);
    const items = await client.responses.inputItems.list(second.id);
    assert.deepEqual(items.data.map((i) => i.type), ['function_call_output', 'function_call_output']);
    await client.responses.delete(first.id);
    await assert.rejects(client.responses.retrieve(first.id), OpenAI.NotFoundError);
    await assert.rejects(client.responses.create({ model: 'fake', input: 'Hi', previous_response_id: first.id }),
      (e) => e instanceof OpenAI.BadRequestError && e.code === 'previous_response_not_found' && e.param === 'previous_response_id');
  });

  test('a JSON schema is parsed', async () => {
    const schema = z.object({ name: z.string(), age: z.number() });
    const answer = await client.responses.parse({ model: 'fake-json', input: 'Hi', text: { format: zodTextFormat(schema, 'person') } });
    assert.deepEqual(answer.output_parsed, { name: 'Ada', age: 36 });
  });

  test('max_output_tokens ends it as incomplete', async () => {
    const answer = await client.responses.create({ model: 'fake', input: 'Hi', max_output_tokens: 2 });
    assert.equal(answer.status, 'incomplete');
    assert.equal(answer.incomplete_details.reason, 'max_output_tokens');
    assert.equal(answer.output_text, 'Hello from');
  });

  for (const stream of [false, true])
    test(`Wire7: a failure before the first byte has its status, ${stream ? 'streamed' : 'unstreamed'}`, async () => {
      await assert.rejects(client.responses.create({ model: 'nobody', input: 'Hi', stream }), OpenAI.NotFoundError);
      await assert.rejects(client.responses.create({ model: 'fake-overflow', input: 'Hi', stream }),
        (e) => e instanceof OpenAI.BadRequestError && e.code === 'context_length_exceeded');
      await assert.rejects(client.responses.create({ model: 'fake-error.openai', input: 'Hi', stream }), (e) => e.status === 502);
    });

  for (const model of ['fake-error-after-3', 'fake-cut-after-3', 'fake-end-after-3'])
    test(`Wire6_48: a failure after text is told, and the iterator throws (${model})`, async () => {
      const { items, error } = await drain(await client.responses.create({ model, input: 'Hi', stream: true }));
      assert.equal(textOf(items), 'Hello from');
      assert.deepEqual(items.slice(-2).map((e) => e.type), ['error', 'response.failed']);
      assert.ok(error instanceof Error, 'the stream ended as if it were complete');
      await assert.rejects(client.responses.stream({ model, input: 'Hi' }).finalResponse());
    });
});

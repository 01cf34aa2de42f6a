import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, streamText } from 'ai';
import { batonUrl, drain, eventually, received, throughGateway } from './support.mjs';

const baton = createOpenAICompatible({ name: 'baton', baseURL: `${batonUrl}/v1`, includeUsage: true });
const common = { prompt: 'Hi', maxRetries: 0 };
const gatewayOnly = { skip: !throughGateway && 'only a gateway does this' };

// The parts of a stream, and the errors among them: this SDK does not throw from a stream.
async function partsOf(model) {
  const { items } = await drain(streamText({ ...common, model: baton(model), onError() {} }).fullStream);
  return { text: items.filter((p) => p.type === 'text-delta').map((p) => p.text).join(''), errors: items.filter((p) => p.type === 'error').map((p) => p.error) };
}

describe('ai: errors before the first byte', () => {
  for (const [model, status] of [['nobody', 404], ['fake-overflow', 400], ['fake-status-429-retry-1.ai', 429]]) {
    test(`${model} is an APICallError of ${status}`, () =>
      assert.rejects(generateText({ ...common, model: baton(model) }), (e) => APICallError.isInstance(e) && e.statusCode === status && e.message.length > 0));

    test(`${model} is that in a stream too`, async () => {
      const { text, errors } = await partsOf(model);
      assert.equal(text, '');
      assert.ok(APICallError.isInstance(errors[0]) && errors[0].statusCode === status, String(errors));
    });
  }

  test('a failing upstream is an APICallError of 5xx', () =>
    assert.rejects(generateText({ ...common, model: baton('fake-status-503.ai') }), (e) => APICallError.isInstance(e) && e.statusCode >= 500));

  test('Wire7: an error inside a 200 is an APICallError of 502', gatewayOnly, async () => {
    const { errors } = await partsOf('fake-error.ai');
    assert.equal(errors[0].statusCode, 502);
  });

  test('a failure that passes is not seen', gatewayOnly, async () => {
    const model = 'fake-status-503-times-1.ai';
    assert.equal((await partsOf(model)).text, `Hello from ${model}.`);
    assert.equal((await received(model)).length, 2);
  });
});

describe('ai: errors after the first byte', () => {
  for (const model of ['fake-error-after-3', 'fake-cut-after-3', 'fake-end-after-3'])
    test(`Wire6_14: the stream has an error after the text that came (${model})`, { skip: model === 'fake-end-after-3' && gatewayOnly.skip }, async () => {
      const items = [];
      let thrown = null;
      try {
        for await (const part of streamText({ ...common, model: baton(model), onError() {} }).fullStream) items.push(part);
      } catch (error) {
        thrown = error;
      }
      assert.equal(items.filter((p) => p.type === 'text-delta').map((p) => p.text).join(''), 'Hello from');
      assert.ok(thrown ?? items.find((p) => p.type === 'error'), JSON.stringify(items.map((p) => p.type)));
    });
});

describe('ai: going away', () => {
  test('Wire45: an abort within a stream ends it upstream', async () => {
    const model = 'fake-chunks-100-delay-50ms.ai';
    const abort = new AbortController();
    const stream = streamText({ ...common, model: baton(model), abortSignal: abort.signal, onError() {} }).textStream;
    let seen = 0;
    await drain((async function* () { for await (const part of stream) { if (++seen === 2) abort.abort(); yield part; } })());
    await eventually(model, ([r]) => r?.aborted_by_client, 'an abort upstream');
    assert.ok((await received(model))[0].frames_written < 100);
  });

  test('Wire45: an abort before the first byte reaches the upstream', async () => {
    const model = 'fake-hang.ai';
    const abort = new AbortController();
    const asked = generateText({ ...common, model: baton(model), abortSignal: abort.signal });
    asked.catch(() => {});
    await eventually(model, (all) => all.length === 1, 'the request');
    abort.abort();
    await assert.rejects(asked);
    await eventually(model, ([r]) => r.aborted_by_client, 'an abort upstream');
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { batonUrl, drain, eventually, received, throughGateway } from './support.mjs';

const client = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Hi' }];
const gatewayOnly = { skip: !throughGateway && 'only a gateway does this' };
const textOf = (chunks) => chunks.map((c) => c.choices[0]?.delta.content ?? '').join('');

describe('openai: errors before the first byte', () => {
  for (const stream of [false, true]) {
    const how = stream ? 'streamed' : 'unstreamed';
    const fails = (model, expected) => assert.rejects(client.chat.completions.create({ model, messages, stream }), expected);

    test(`an unknown model is a NotFoundError, ${how}`, () =>
      fails('nobody', (e) => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found' && e.message.includes('nobody')));

    test(`a prompt that is too long is a BadRequestError with its code, ${how}`, () =>
      fails('fake-overflow', (e) => e instanceof OpenAI.BadRequestError && e.code === 'context_length_exceeded'));

    test(`too many requests are a RateLimitError with Retry-After, ${how}`, () =>
      fails('fake-status-429-retry-1.openai', (e) => e instanceof OpenAI.RateLimitError && Number(e.headers.get('retry-after')) >= 1));

    test(`a failing upstream is an InternalServerError, ${how}`, () =>
      fails('fake-status-503.openai', (e) => e instanceof OpenAI.InternalServerError && e.status >= 500));

    test(`Wire40: a refused upstream key is not the caller's fault, ${how}`, gatewayOnly, () =>
      fails('fake-unauthorized', (e) => e.status === 502 && typeof e.code === 'string'));

    test(`Wire7: an error inside a 200 is an HTTP error, ${how}`, gatewayOnly, () =>
      fails('fake-error.openai', (e) => e instanceof OpenAI.InternalServerError && e.status === 502));

    test(`a request that is none is a BadRequestError, ${how}`, gatewayOnly, () =>
      assert.rejects(client.chat.completions.create({ model: 'fake', messages: 'Hi', stream }), OpenAI.BadRequestError));
  }

  test('Wire7: an error after the role alone is an HTTP error too', gatewayOnly, () =>
    assert.rejects(client.chat.completions.create({ model: 'fake-error-after-1', messages, stream: true }), (e) => e.status === 502));

  test('Wire39: the SDK does not retry what the gateway has retried', gatewayOnly, async () => {
    const model = 'fake-status-503.retried';
    const before = (await received(model)).length;
    const patient = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none' });
    const error = await patient.chat.completions.create({ model, messages }).then(() => assert.fail('It answered.'), (e) => e);
    assert.equal(error.headers.get('x-should-retry'), 'false');
    assert.ok(error.headers.get('x-request-id'));
    assert.equal((await received(model)).length - before, Number(error.headers.get('x-baton-attempts')));
  });

  test('a failure that passes is not seen', gatewayOnly, async () => {
    const model = 'fake-status-503-times-1.openai';
    const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
    assert.equal(data.choices[0].message.content, `Hello from ${model}.`);
    assert.equal(response.headers.get('x-baton-attempts'), '2');
  });
});

describe('openai: errors after the first byte', () => {
  for (const model of ['fake-error-after-3', 'fake-cut-after-3', 'fake-end-after-3'])
    // A body that ends properly without [DONE] looks complete to this client: only a gateway tells.
    test(`Wire6_14: the iterator throws after the text that came (${model})`, { skip: model === 'fake-end-after-3' && gatewayOnly.skip }, async () => {
      const { items, error } = await drain(await client.chat.completions.create({ model, messages, stream: true }));
      assert.equal(textOf(items), 'Hello from');
      assert.ok(error instanceof Error, 'the stream ended as if it were complete');
      assert.equal(items.some((c) => c.choices[0]?.finish_reason), false);
      if (throughGateway) assert.ok(error instanceof OpenAI.APIError, String(error));
    });
});

describe('openai: going away', () => {
  test('Wire45: leaving a stream ends it upstream', async () => {
    const model = 'fake-chunks-100-delay-50ms.openai';
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    let seen = 0;
    for await (const _ of stream) if (++seen === 2) break;
    await eventually(model, ([r]) => r?.aborted_by_client, 'an abort upstream');
    assert.ok((await received(model))[0].frames_written < 100);
  });

  test('Wire45: an abort before the first byte reaches the upstream', async () => {
    const model = 'fake-hang.openai';
    const abort = new AbortController();
    const asked = client.chat.completions.create({ model, messages }, { signal: abort.signal });
    asked.catch(() => {});
    await eventually(model, (all) => all.length === 1, 'the request');
    abort.abort();
    await assert.rejects(asked, OpenAI.APIUserAbortError);
    await eventually(model, ([r]) => r.aborted_by_client, 'an abort upstream');
  });
});

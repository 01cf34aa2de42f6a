import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { batonUrl, drain, eventually, received, throughGateway } from './support.mjs';

const client = new Anthropic({ baseURL: batonUrl, apiKey: 'none', maxRetries: 0 });
const common = { max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
const gatewayOnly = { skip: !throughGateway && 'only a gateway does this' };

describe('anthropic: errors before the first byte', () => {
  for (const stream of [false, true]) {
    const how = stream ? 'streamed' : 'unstreamed';
    const fails = (model, expected) => assert.rejects(client.messages.create({ ...common, model, stream }), expected);
    const typeOf = (e) => e.error?.error?.type;

    test(`an unknown model is a NotFoundError, ${how}`, () =>
      fails('nobody', (e) => e instanceof Anthropic.NotFoundError && typeOf(e) === 'not_found_error'));

    test(`a prompt that is too long is a BadRequestError, ${how}`, () =>
      fails('fake-overflow', (e) => e instanceof Anthropic.BadRequestError && typeOf(e) === 'invalid_request_error'));

    test(`too many requests are a RateLimitError with Retry-After, ${how}`, () =>
      fails('fake-status-429-retry-1.anthropic', (e) => e instanceof Anthropic.RateLimitError && Number(e.headers.get('retry-after')) >= 1));

    test(`Wire55: overload is 529, ${how}`, gatewayOnly, () =>
      fails('fake-status-503.anthropic', (e) => e.status === 529 && typeOf(e) === 'overloaded_error' && e.requestID?.startsWith('req_')));

    test(`Wire40: a refused upstream key is not the caller's fault, ${how}`, gatewayOnly, () =>
      fails('fake-unauthorized', (e) => e.status === 502 && typeOf(e) === 'api_error'));

    test(`Wire7: an error inside a 200 is an HTTP error, ${how}`, gatewayOnly, () => fails('fake-error.openai', (e) => e.status === 502));
  }

  test('Wire39: the SDK does not retry what the gateway has retried', gatewayOnly, async () => {
    const model = 'fake-status-503.anthropic-retried';
    const patient = new Anthropic({ baseURL: batonUrl, apiKey: 'none' });
    const error = await patient.messages.create({ ...common, model }).then(() => assert.fail('It answered.'), (e) => e);
    assert.equal(error.headers.get('x-should-retry'), 'false');
    assert.equal((await received(model)).length, Number(error.headers.get('x-baton-attempts')));
  });

  test('a failure that passes is not seen', gatewayOnly, async () => {
    const { response } = await client.messages.create({ ...common, model: 'fake-status-503-times-1.anthropic' }).withResponse();
    assert.equal(response.headers.get('x-baton-attempts'), '2');
  });
});

describe('anthropic: errors after the first byte', () => {
  const models = throughGateway
    ? ['fake-error-after-3', 'fake-cut-after-3', 'fake-end-after-3', 'claude-fake-error-after-5', 'claude-fake-cut-after-5', 'claude-fake-end-after-5']
    : ['fake-error-after-5', 'fake-cut-after-5'];
  for (const model of models)
    test(`Wire55: the iterator throws after the text that came (${model})`, async () => {
      const { items, error } = await drain(await client.messages.create({ ...common, model, stream: true }));
      assert.equal(items.map((e) => e.delta?.text ?? '').join(''), 'Hello from');
      assert.ok(error instanceof Error, 'the stream ended as if it were complete');
      assert.equal(items.some((e) => e.type === 'message_stop'), false);
      if (throughGateway) assert.ok(error instanceof Anthropic.APIError, String(error));
    });
});

describe('anthropic: going away', () => {
  test('Wire45: leaving a stream ends it upstream', async () => {
    const model = 'fake-chunks-100-delay-50ms.anthropic';
    const stream = await client.messages.create({ ...common, model, stream: true, max_tokens: 200 });
    let seen = 0;
    for await (const _ of stream) if (++seen === 6) break;
    await eventually(model, ([r]) => r?.aborted_by_client, 'an abort upstream');
    assert.ok((await received(model))[0].frames_written < 100);
  });

  test('Wire45: an abort before the first byte reaches the upstream', async () => {
    const model = 'fake-hang.anthropic';
    const abort = new AbortController();
    const asked = client.messages.create({ ...common, model }, { signal: abort.signal });
    asked.catch(() => {});
    await eventually(model, (all) => all.length === 1, 'the request');
    abort.abort();
    await assert.rejects(asked, Anthropic.APIUserAbortError);
    await eventually(model, ([r]) => r.aborted_by_client, 'an abort upstream');
  });
});

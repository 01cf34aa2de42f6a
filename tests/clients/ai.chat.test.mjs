import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Output, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { batonUrl, drain, throughGateway } from './support.mjs';

const baton = createOpenAICompatible({ name: 'baton', baseURL: `${batonUrl}/v1`, includeUsage: true, supportsStructuredOutputs: true });
const common = { prompt: 'What is the weather in Paris and in Rome?', maxRetries: 0 };
const get_weather = tool({ inputSchema: z.object({ city: z.string() }), execute: ({ city }) => `sunny in ${city}` });

const cities = (calls) => calls.map((c) => c.input.city);

describe('ai: chat', () => {
  test('generates text with usage', async () => {
    const answer = await generateText({ ...common, model: baton('fake') });
    assert.equal(answer.text, 'Hello from fake.');
    assert.equal(answer.finishReason, 'stop');
    assert.equal(answer.usage.inputTokens, 12);
    assert.equal(answer.usage.outputTokens, 4);
  });

  test('streams text with usage', async () => {
    const answer = streamText({ ...common, model: baton('fake') });
    const { items } = await drain(answer.textStream);
    assert.equal(items.join(''), 'Hello from fake.');
    assert.equal(await answer.finishReason, 'stop');
    assert.equal((await answer.usage).outputTokens, 4);
  });

  test('Wire35: reasoning is apart from the text', async () => {
    const answer = await generateText({ ...common, model: baton('fake-reasoning') });
    assert.equal(answer.reasoningText, 'Let me think.');
    assert.equal(answer.text, 'Hello from fake-reasoning.');
    const streamed = streamText({ ...common, model: baton('fake-reasoning') });
    assert.equal(await streamed.reasoningText, 'Let me think.');
  });

  test('a JSON schema gives an object', async () => {
    const output = Output.object({ schema: z.object({ name: z.string(), age: z.number() }) });
    const answer = await generateText({ ...common, model: baton('fake-json'), output });
    assert.deepEqual(answer.output, { name: 'Ada', age: 36 });
  });
});

describe('ai: tools', () => {
  for (const [model, expected] of [['fake-tools', ['Paris']], ['fake-tools-2', ['Paris', 'Rome']]]) {
    test(`${expected.length} called, unstreamed`, async () => {
      const answer = await generateText({ ...common, model: baton(model), tools: { get_weather } });
      assert.deepEqual(cities(answer.toolCalls), expected);
      assert.equal(answer.finishReason, 'tool-calls');
    });

    test(`${expected.length} called, streamed`, async () => {
      const answer = streamText({ ...common, model: baton(model), tools: { get_weather } });
      assert.deepEqual(cities(await answer.toolCalls), expected);
      assert.equal(await answer.finishReason, 'tool-calls');
    });
  }

  for (const oddity of ['index-missing', 'index-zero', 'id-repeated', 'name-late', 'same-chunk', 'whole-calls-tools-stop'])
    test(`Wire17_21: both arrive from an upstream with ${oddity}`, { skip: !throughGateway && 'only a gateway mends this' }, async () => {
      const answer = streamText({ ...common, model: baton(`fake-tools-2-${oddity}`), tools: { get_weather } });
      assert.deepEqual(cities(await answer.toolCalls), ['Paris', 'Rome']);
    });

  test('a loop over tools ends with text', async () => {
    const answer = await generateText({ ...common, model: baton('fake-tools'), tools: { get_weather }, stopWhen: stepCountIs(3) });
    assert.equal(answer.text, 'Hello from fake-tools.');
    assert.equal(answer.steps[0].toolResults[0].output, 'sunny in Paris');
  });
});

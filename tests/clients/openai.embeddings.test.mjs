import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { batonUrl } from './support.mjs';

const client = new OpenAI({ baseURL: `${batonUrl}/v1`, apiKey: 'none', maxRetries: 0 });

describe('openai: embeddings', () => {
  test('Wire36: one vector a text, the same in both forms', async () => {
    const input = ['sun', 'moon and stars'];
    const { data, usage } = await client.embeddings.create({ model: 'fake', input, encoding_format: 'float' });
    assert.equal(data.length, 2);
    assert.equal(usage.prompt_tokens, 4);
    // Without a format the SDK asks for base64 and decodes it.
    const decoded = await client.embeddings.create({ model: 'fake', input });
    assert.deepEqual(decoded.data.map((d) => [...d.embedding].map(Math.fround)), data.map((d) => d.embedding.map(Math.fround)));
  });
});

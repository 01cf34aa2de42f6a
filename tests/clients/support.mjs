import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const required = (name) => process.env[name]?.replace(/\/$/, '') ?? assert.fail(`${name} is not set: run eng/clients.sh`);

export const batonUrl = required('BATON_URL');
export const fakeUrl = required('FAKE_URL');

// Pointed at the fake upstream itself, the tests show what the clients do; what only a gateway mends is left out.
export const throughGateway = batonUrl !== fakeUrl;

// What the fake upstream received for a model.
export async function received(model) {
  const answer = await fetch(`${fakeUrl}/fake/requests?model=${encodeURIComponent(model)}`);
  return (await answer.json()).requests;
}

// Waits until what was received satisfies a condition, and fails with what there was.
export async function eventually(model, condition, what) {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (condition(await received(model))) return;
    await pause(50);
  }
  assert.fail(`${what} did not come about; the upstream received ${JSON.stringify(await received(model))}`);
}

// Reads a stream to its end or its failure.
export async function drain(stream) {
  const items = [];
  try {
    for await (const item of stream) items.push(item);
    return { items, error: null };
  } catch (error) {
    return { items, error };
  }
}

export const weatherCalls = [
  ['get_weather', '{"city":"Paris"}'],
  ['get_weather', '{"city":"Rome"}'],
];

-- Nothing is ever taken out of the ledger, so the next number is always the highest and one: AUTOINCREMENT, a second table to keep it in, is not needed.
CREATE TABLE usage_new (
  seq INTEGER PRIMARY KEY,
  id TEXT,
  request_id TEXT,
  at_ms INTEGER NOT NULL,
  key TEXT,
  tenant TEXT,
  role TEXT,
  conversation TEXT,
  task TEXT,
  model TEXT,
  deployment TEXT,
  attempts INTEGER NOT NULL,
  status TEXT NOT NULL,
  streamed INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  input_tokens INTEGER,
  cache_read_tokens INTEGER,
  cache_write_tokens INTEGER,
  output_tokens INTEGER,
  reasoning_tokens INTEGER,
  cost_pico INTEGER,
  latency_ms REAL,
  first_token_ms REAL
);
INSERT INTO usage_new (seq, id, request_id, at_ms, key, tenant, role, conversation, task, model, deployment, attempts, status, streamed, estimated,
    input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_pico, latency_ms, first_token_ms)
  SELECT seq, id, request_id, at_ms, key, tenant, role, conversation, task, model, deployment, attempts, status, streamed, estimated,
    input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_pico, latency_ms, first_token_ms FROM usage ORDER BY seq;
DROP TABLE usage;
ALTER TABLE usage_new RENAME TO usage;
CREATE UNIQUE INDEX usage_by_batch ON usage (id) WHERE id IS NOT NULL;

-- One row a request. Money is in 10^-12 US dollars, so that sums are exact.
CREATE TABLE usage (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
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

CREATE INDEX usage_by_time ON usage (at_ms);

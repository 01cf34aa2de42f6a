-- Texts sort by their bytes, as in SQLite, whatever the database's own order is.
CREATE TABLE keys (
  id text COLLATE "C" PRIMARY KEY,
  hash text NOT NULL UNIQUE,
  name text NOT NULL,
  admin boolean NOT NULL,
  tenant text,
  models text NOT NULL,
  budget_usd text,
  per text NOT NULL,
  requests_per_minute bigint,
  created_ms bigint NOT NULL,
  revoked_ms bigint
);

-- One row a table that instances watch; it rises with every change, so that a look costs one row, and every rise is told.
CREATE TABLE revisions (
  name text PRIMARY KEY,
  value bigint NOT NULL
);

INSERT INTO revisions (name, value) VALUES ('keys', 0), ('models', 0), ('roles', 0);

CREATE FUNCTION tell_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('baton', NEW.value::text);
  RETURN NULL;
END $$;

CREATE TRIGGER tell AFTER UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION tell_revision();

CREATE TABLE models (
  id text COLLATE "C" PRIMARY KEY,
  change text NOT NULL
);

CREATE TABLE roles (
  role text COLLATE "C" PRIMARY KEY,
  -- Whether it has neither a model nor an entry of the file.
  gone boolean NOT NULL,
  -- Rises when a role of a name that was gone begins anew, so that its history does not begin with a stranger's.
  life bigint NOT NULL,
  -- The revision that changed it last: a look reads only what is newer.
  revision bigint NOT NULL,
  state text NOT NULL
);

CREATE TABLE swaps (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  role text COLLATE "C" NOT NULL,
  life bigint NOT NULL,
  success boolean NOT NULL,
  event text NOT NULL
);

CREATE INDEX swaps_of_a_role ON swaps (role, life, success, seq);

-- One row a request. Money is in 10^-12 US dollars, so that sums are exact.
CREATE TABLE usage (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- A batch that was written, but whose answer was lost, is written again: it must be there once.
  id text UNIQUE,
  request_id text,
  at_ms bigint NOT NULL,
  key text COLLATE "C",
  tenant text,
  role text COLLATE "C",
  conversation text,
  task text COLLATE "C",
  model text COLLATE "C",
  deployment text,
  attempts bigint NOT NULL,
  status text NOT NULL,
  streamed boolean NOT NULL,
  estimated boolean NOT NULL,
  input_tokens bigint,
  cache_read_tokens bigint,
  cache_write_tokens bigint,
  output_tokens bigint,
  reasoning_tokens bigint,
  cost_pico bigint,
  latency_ms double precision,
  first_token_ms double precision
);

CREATE INDEX usage_by_time ON usage (at_ms);

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  admin INTEGER NOT NULL,
  tenant TEXT,
  models TEXT NOT NULL,
  budget_usd TEXT,
  per TEXT NOT NULL,
  requests_per_minute INTEGER,
  created_ms INTEGER NOT NULL,
  revoked_ms INTEGER
) WITHOUT ROWID;

-- One row a table that others watch; it rises with every change, so that a look costs one row.
CREATE TABLE revisions (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO revisions (name, value) VALUES ('keys', 0);

-- Amounts are US dollars as text, since they are exact decimals. What instances that are gone had taken is spent.
CREATE TABLE budgets (
  scope TEXT NOT NULL,
  id TEXT NOT NULL,
  per TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  -- When the period that is counted began.
  start_ms INTEGER NOT NULL,
  spent_usd TEXT NOT NULL,
  PRIMARY KEY (scope, id, per, time_zone)
) WITHOUT ROWID;

-- What an instance has taken in that period, what of it it told to be spent, and what of it is counted above already.
CREATE TABLE budget_slices (
  scope TEXT NOT NULL,
  id TEXT NOT NULL,
  per TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  instance TEXT NOT NULL,
  taken_usd TEXT NOT NULL,
  spent_usd TEXT NOT NULL,
  gone_usd TEXT NOT NULL,
  PRIMARY KEY (scope, id, per, time_zone, instance),
  FOREIGN KEY (scope, id, per, time_zone) REFERENCES budgets (scope, id, per, time_zone)
) WITHOUT ROWID;

-- Until when an instance is taken to live, unless it says so again.
CREATE TABLE budget_instances (
  instance TEXT PRIMARY KEY,
  until_ms INTEGER NOT NULL
) WITHOUT ROWID;

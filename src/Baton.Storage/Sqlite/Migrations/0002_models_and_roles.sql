CREATE TABLE models (
  id TEXT PRIMARY KEY,
  change TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE roles (
  role TEXT PRIMARY KEY,
  -- Whether it has neither a model nor an entry of the file.
  gone INTEGER NOT NULL,
  -- Rises when a role of a name that was gone begins anew, so that its history does not begin with a stranger's.
  life INTEGER NOT NULL,
  state TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE swaps (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  life INTEGER NOT NULL,
  success INTEGER NOT NULL,
  event TEXT NOT NULL
);

CREATE INDEX swaps_of_a_role ON swaps (role, life, success, seq);

-- What several processes may change beside each other has a revision, as keys have.
INSERT INTO revisions (name, value) VALUES ('models', 0), ('roles', 0);

-- The revision that changed it last: a look reads only what is newer.
ALTER TABLE roles ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- A batch that was written, but whose answer was lost, is written again: it must be there once.
ALTER TABLE usage ADD COLUMN id TEXT;
CREATE UNIQUE INDEX usage_by_id ON usage (id);

-- What was learned of each task type, a row each; the one without a name is what writers hold while they put theirs to it.
CREATE TABLE learnings (
  task text COLLATE "C" PRIMARY KEY,
  state text NOT NULL
);

INSERT INTO learnings (task, state) VALUES ('', '');

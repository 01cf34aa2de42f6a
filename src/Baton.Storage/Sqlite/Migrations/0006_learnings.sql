-- What was learned of each task type, a row each; the one without a name is what writers hold while they put theirs to it.
CREATE TABLE learnings (
  task TEXT PRIMARY KEY,
  state TEXT NOT NULL
);

INSERT INTO learnings (task, state) VALUES ('', '');

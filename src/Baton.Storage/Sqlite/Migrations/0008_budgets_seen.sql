-- When an account was last touched, as in PostgreSQL, where instances look at what others spent.
ALTER TABLE budgets ADD COLUMN changed_ms INTEGER NOT NULL DEFAULT 0;

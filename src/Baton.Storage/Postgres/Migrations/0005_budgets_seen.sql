-- When an account was last touched: instances look at what others spent, and only at what is new.
ALTER TABLE budgets ADD COLUMN changed_ms bigint NOT NULL DEFAULT 0;
CREATE INDEX budgets_by_change ON budgets (changed_ms);

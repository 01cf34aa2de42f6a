-- Every index is paid for by every request: nothing asks by time, and one id tells a whole batch.
DROP INDEX usage_by_time;
DROP INDEX usage_by_id;
CREATE UNIQUE INDEX usage_by_batch ON usage (id) WHERE id IS NOT NULL;

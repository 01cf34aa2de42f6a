CREATE TABLE audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  at_ms bigint NOT NULL,
  who text NOT NULL,
  name text,
  source text,
  action text NOT NULL,
  target text,
  detail text,
  outcome text NOT NULL,
  status bigint,
  request_id text
);

-- What is written stays: not even the program can take it back.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;

CREATE TRIGGER keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A stream of changes ends with its session: channel `ballast_session`, payload the id of the session that has ended.
CREATE FUNCTION announce_session_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast_session', OLD."id");
  RETURN NULL;
END $$;

CREATE TRIGGER announce_session_end AFTER DELETE ON "session"
  FOR EACH ROW EXECUTE FUNCTION announce_session_end();

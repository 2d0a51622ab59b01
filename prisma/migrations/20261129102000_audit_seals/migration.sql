-- The audit can only grow: the product's role may read it and add to it, the worker seals what was committed, and what is
-- old is dropped by a function that runs as the owner (lib/db/product-role.ts grants).

CREATE TABLE "audit_seal" (
    "id" BIGSERIAL NOT NULL,
    "from_id" BIGINT NOT NULL,
    "to_id" BIGINT NOT NULL,
    "rows" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "dropped_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "audit_seal_from_id_key" ON "audit_seal"("from_id");

-- A transaction has its own number before it draws one for its row: once all transactions of a moment have ended, no row
-- with a number drawn until then can appear any more. Nobody chooses the number of a row.
CREATE FUNCTION number_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_current_xact_id();
  NEW."id" := nextval('audit_entry_id_seq');
  RETURN NEW;
END $$;

CREATE TRIGGER number_audit_entry BEFORE INSERT ON "audit_entry" FOR EACH ROW
  EXECUTE FUNCTION number_audit_entry();

-- Drops the entries of the oldest seals, up to the first that holds one from "before" or later; the seals stay.
CREATE FUNCTION retire_audit(before timestamptz) RETURNS bigint LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first_kept bigint;
  last_dropped bigint;
  dropped bigint;
BEGIN
  IF before > now() - interval '30 days' THEN
    RAISE EXCEPTION 'audit entries are kept for at least 30 days';
  END IF;
  SELECT min("id") INTO first_kept FROM "audit_entry" WHERE "at" >= before;
  SELECT max("to_id") INTO last_dropped FROM "audit_seal" WHERE first_kept IS NULL OR "to_id" < first_kept;
  DELETE FROM "audit_entry" WHERE "id" <= last_dropped;
  GET DIAGNOSTICS dropped = ROW_COUNT;
  UPDATE "audit_seal" SET "dropped_at" = now() WHERE "to_id" <= last_dropped AND "dropped_at" IS NULL;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION retire_audit(timestamptz) FROM PUBLIC;

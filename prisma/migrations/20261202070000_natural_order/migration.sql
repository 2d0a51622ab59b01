-- Lists show names in the order that people expect: vm-2 before vm-10, and Web beside web.
DO $$
BEGIN
  CREATE COLLATION natural_order (provider = icu, locale = 'en-u-kn-true');
EXCEPTION WHEN feature_not_supported OR invalid_object_definition THEN
  -- this PostgreSQL was built without ICU, or the database has an encoding that ICU does not know: names sort by their bytes
  CREATE COLLATION natural_order FROM "C";
END
$$;

DO $$
DECLARE
  definitions text[] := '{}';
  definition text;
  one record;
BEGIN
  -- columns in the condition of a trigger cannot be altered: these triggers are created again
  FOR one IN
    SELECT tgname, tgrelid::regclass AS of_table, pg_get_triggerdef(oid) AS definition
    FROM pg_trigger WHERE tgrelid IN ('vm'::regclass, 'host'::regclass, 'power_step'::regclass) AND tgqual IS NOT NULL
  LOOP
    definitions := definitions || one.definition;
    EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.of_table);
  END LOOP;

  ALTER TABLE vm ALTER COLUMN name TYPE text COLLATE natural_order;
  ALTER TABLE host ALTER COLUMN name TYPE text COLLATE natural_order;
  ALTER TABLE cluster ALTER COLUMN name TYPE text COLLATE natural_order;
  ALTER TABLE cluster_group ALTER COLUMN name TYPE text COLLATE natural_order;
  ALTER TABLE power_step ALTER COLUMN vm_name TYPE text COLLATE natural_order;
  ALTER TABLE rule ALTER COLUMN name TYPE text COLLATE natural_order;
  ALTER TABLE access_token ALTER COLUMN name TYPE text COLLATE natural_order;
  ALTER TABLE "user" ALTER COLUMN name TYPE text COLLATE natural_order;

  FOREACH definition IN ARRAY definitions LOOP
    EXECUTE definition;
  END LOOP;
END
$$;

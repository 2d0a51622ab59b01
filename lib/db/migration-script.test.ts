import { expect, test } from 'vitest';
import { runsInOneTransaction } from './migration-script.ts';

test.each([
  'CREATE TABLE a (b int); CREATE INDEX ON a (b);',
  "-- don't ask\nCREATE TABLE a (b int);\n-- it won't COMMIT",
  '-- we COMMIT later\nSELECT 1;',
  "COMMENT ON TABLE a IS 'rollback';",
  'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;',
  'CREATE PROCEDURE p() LANGUAGE plpgsql AS $body$ BEGIN COMMIT; END $body$;',
  'ALTER TABLE "commit" ADD COLUMN x int;',
])('one transaction: %s', (sql) => {
  expect(runsInOneTransaction(sql)).toBe(true);
});

test.each([
  'BEGIN; CREATE TABLE a (b int); COMMIT; CREATE TABLE c (d int);',
  'CREATE INDEX CONCURRENTLY i ON a (b);',
  "-- don't ask\nBEGIN; CREATE TABLE a (b int); COMMIT; -- that's it",
  'VACUUM FULL a;',
])('not one transaction: %s', (sql) => {
  expect(runsInOneTransaction(sql)).toBe(false);
});

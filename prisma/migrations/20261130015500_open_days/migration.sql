-- Open days become hours: the five minutes of each hour are a row of their own until the day is closed, so an hour no longer writes the whole
-- day again, and closing drops a partition. What is packed of open days becomes a first part of their closed ones.
DO $$
DECLARE
  day timestamptz;
BEGIN
  FOR day IN SELECT DISTINCT "at" FROM "samples"."open_day_pack" ORDER BY "at" LOOP
    IF to_regclass('samples.day_pack_' || to_char(day AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NULL THEN
      EXECUTE format('CREATE TABLE "samples".%I PARTITION OF "samples"."day_pack" FOR VALUES FROM (%L) TO (%L)',
        'day_pack_' || to_char(day AT TIME ZONE 'UTC', 'YYYYMMDD'), day, day + interval '24 hours');
    END IF;
  END LOOP;
END $$;
INSERT INTO "samples"."day_pack" SELECT * FROM "samples"."open_day_pack" ON CONFLICT ("object_id", "at") DO NOTHING;
DROP TABLE "samples"."open_day_pack";
CREATE TABLE "samples"."open_day_pack" (LIKE "samples"."hour_pack" INCLUDING ALL) PARTITION BY RANGE ("at");

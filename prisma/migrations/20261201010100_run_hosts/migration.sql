-- A run may empty several hosts. They were one column of the run, and of its plan.
CREATE TABLE "run_host" (
  "run_id" UUID NOT NULL,
  "host_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "run_host_pkey" PRIMARY KEY ("run_id", "host_id"),
  CONSTRAINT "run_host_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "run_host_host_id_idx" ON "run_host" ("host_id");

-- The names as they were when each run was planned; a host that is not in its snapshot keeps its present name, or its id.
INSERT INTO "run_host" ("run_id", "host_id", "name", "ended_at")
SELECT r."id", r."host_id",
       COALESCE(
         (SELECT seen->>'name' FROM jsonb_array_elements(
            CASE WHEN jsonb_typeof(p."snapshot"->'hosts') = 'array' THEN p."snapshot"->'hosts' ELSE '[]' END
          ) AS seen WHERE seen->>'id' = r."host_id"::text LIMIT 1),
         h."name", r."host_id"::text),
       CASE WHEN r."state" IN ('waiting', 'running') THEN NULL ELSE COALESCE(r."finished_at", r."created_at") END
FROM "run" r JOIN "plan" p ON p."id" = r."plan_id" LEFT JOIN "host" h ON h."id" = r."host_id"
WHERE r."kind" = 'evacuate' AND r."host_id" IS NOT NULL;

-- Two runs that empty the same host.
CREATE UNIQUE INDEX "run_host_one_evacuation" ON "run_host" ("host_id") WHERE "ended_at" IS NULL;

DROP INDEX "run_one_evacuation_per_host";
ALTER TABLE "run" DROP COLUMN "host_id";
ALTER TABLE "plan" DROP COLUMN "host_id";

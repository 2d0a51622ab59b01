-- What the readings of each cluster took and brought, counted since it exists: for /metrics.
CREATE TABLE "reading_count" (
  "cluster_id" UUID PRIMARY KEY REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "readings" BIGINT NOT NULL DEFAULT 0,
  "failures" BIGINT NOT NULL DEFAULT 0,
  "silent_hosts" BIGINT NOT NULL DEFAULT 0,
  "seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
  "last_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0
);

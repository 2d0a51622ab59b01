-- The log of evaluations: why Ballast moved something, or nothing. Equal evaluations in a row are one row.
CREATE TABLE "evaluation" (
    "id" BIGSERIAL NOT NULL,
    "cluster_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "cause" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "seen" JSONB NOT NULL,
    "left_out" JSONB,
    "plan_id" UUID,

    CONSTRAINT "evaluation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "evaluation_is_possible" CHECK ("times" > 0 AND "until" >= "at")
);
CREATE INDEX "evaluation_cluster_id_until_idx" ON "evaluation"("cluster_id", "until" DESC);
CREATE INDEX "evaluation_until_idx" ON "evaluation"("until" DESC);
ALTER TABLE "evaluation"
  ADD CONSTRAINT "evaluation_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

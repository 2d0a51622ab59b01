-- What happened, for whoever wants to hear of it (lib/model/event.ts): a row in the transaction of the change itself. No
-- relation: what happened outlives things.
CREATE TABLE "event" (
  "id"         BIGSERIAL NOT NULL,
  "at"         TIMESTAMPTZ(3) NOT NULL,
  "topic"      TEXT NOT NULL,
  "code"       TEXT NOT NULL,
  "cluster_id" UUID NOT NULL,
  "subject"    JSONB NOT NULL,
  "facts"      JSONB NOT NULL,
  CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "event_at_idx" ON "event"("at");

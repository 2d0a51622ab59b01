-- What cannot be true of what a host said last, or was not told: shown, and kept out of decisions.

ALTER TABLE "host" ADD COLUMN "alarms" JSONB NOT NULL DEFAULT '[]';

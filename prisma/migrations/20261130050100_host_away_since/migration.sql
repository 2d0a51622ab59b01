-- Since when a host drains or is in maintenance mode; what left it since then can be brought back. Hosts that are away already do not have it.
ALTER TABLE "host" ADD COLUMN "away_since" TIMESTAMPTZ(3);

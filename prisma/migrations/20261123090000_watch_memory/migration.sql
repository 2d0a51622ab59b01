-- What the executor remembers of a move from one look to the next, so that any worker can go on looking.

ALTER TABLE "move" ADD COLUMN "watch" JSONB;

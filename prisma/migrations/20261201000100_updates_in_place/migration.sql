-- Every observation changes each row of these tables, and no indexed column. With space left in each page the new version stays in it,
-- and no index is written; without, four indexes are, and dead rows make the table several times larger.
ALTER TABLE "vm" SET (fillfactor = 40);
ALTER TABLE "host" SET (fillfactor = 40);

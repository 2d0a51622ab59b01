-- Who may write a VM's place is told by a number, not by clocks: an observation writes it only where the number is still
-- the one that it has read. The database counts by itself, so that no writer of a move can forget it.

ALTER TABLE "vm" ADD COLUMN "place_version" INTEGER NOT NULL DEFAULT 0;

CREATE FUNCTION count_place_of_moved_vm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "vm" SET "place_version" = "place_version" + 1 WHERE "id" = NEW."vm_id";
  RETURN NULL;
END $$;

-- When a move locks its VM, and when it lets go of it.
CREATE TRIGGER count_place_of_moved_vm AFTER UPDATE OF "state" ON "move" FOR EACH ROW
  WHEN ((OLD."state" IN ('checking', 'migrating', 'verifying', 'unknown'))
    IS DISTINCT FROM (NEW."state" IN ('checking', 'migrating', 'verifying', 'unknown')))
  EXECUTE FUNCTION count_place_of_moved_vm();

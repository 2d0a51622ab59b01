-- Tags of VMs and hosts, as their hypervisors report them; rules whose members match patterns or tags; the edits of a rule.
ALTER TABLE "vm" ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "host" ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "rule"
  ADD COLUMN "vm_names" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "vm_tags" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "host_names" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "host_tags" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- Pages show tags, and who is in a rule follows them.
CREATE TRIGGER announce_vm_tags AFTER UPDATE ON "vm" FOR EACH ROW
  WHEN (OLD.tags IS DISTINCT FROM NEW.tags) EXECUTE FUNCTION announce_row('vm');
CREATE TRIGGER announce_host_tags AFTER UPDATE ON "host" FOR EACH ROW
  WHEN (OLD.tags IS DISTINCT FROM NEW.tags) EXECUTE FUNCTION announce_row('host');

-- The list of all VMs, by name (lib/db/list-vms.ts).
CREATE INDEX "vm_name_id_idx" ON "vm"("name", "id");

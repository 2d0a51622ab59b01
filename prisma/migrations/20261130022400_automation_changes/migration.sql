-- Who set the automation of VMs, and what it was before, so that a change of many VMs can be taken back.
CREATE TABLE "automation_change" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_name" TEXT NOT NULL,
    "automation" "automation" NOT NULL,
    "reason" TEXT,
    "count" INTEGER NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "automation_change_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "automation_change_at_idx" ON "automation_change"("at" DESC);

CREATE TABLE "automation_change_vm" (
    "change_id" UUID NOT NULL,
    "vm_id" UUID NOT NULL,
    "former" "automation" NOT NULL,

    CONSTRAINT "automation_change_vm_pkey" PRIMARY KEY ("change_id","vm_id")
);
CREATE INDEX "automation_change_vm_vm_id_idx" ON "automation_change_vm"("vm_id");
ALTER TABLE "automation_change_vm"
  ADD CONSTRAINT "automation_change_vm_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "automation_change"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "automation_change_vm_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE;

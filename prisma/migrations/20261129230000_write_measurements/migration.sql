-- How a VM writes memory, as its hypervisor measured it over several lengths of time: before its first migration nothing
-- else tells its rate from its working set.
CREATE TABLE "write_measurement" (
    "vm_id" UUID NOT NULL,
    "key" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "dirtied_mib" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "write_measurement_pkey" PRIMARY KEY ("vm_id", "key"),
    CONSTRAINT "write_measurement_is_possible" CHECK ("seconds" > 0 AND "dirtied_mib" >= 0)
);
ALTER TABLE "write_measurement"
  ADD CONSTRAINT "write_measurement_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE;

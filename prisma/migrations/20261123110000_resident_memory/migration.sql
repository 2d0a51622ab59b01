-- What a VM's host holds of its memory: what its first migration copies, caches of the guest included.

ALTER TABLE "vm" ADD COLUMN "resident_mib" DOUBLE PRECISION;

-- Whether a move must set autostart at its destination: no migration of a hypervisor carries it along.

ALTER TABLE "move" ADD COLUMN "autostart" BOOLEAN;

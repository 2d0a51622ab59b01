-- The VMs of a dead host are started on others: a plan of its own kind, with moves of their own kind.
ALTER TYPE "plan_kind" ADD VALUE 'restart';
ALTER TYPE "move_kind" ADD VALUE 'restart';

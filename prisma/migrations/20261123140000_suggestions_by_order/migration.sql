-- Whether a suggestion still holds is asked of its moves in their order, not of a name for the set of them.

ALTER TABLE "plan" DROP COLUMN "fingerprint";

-- Limits of sign-in that hold over all web processes, and refused sign-ins folded in a table outside the audit.

CREATE TABLE "attempt_limit" (
    "purpose" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "owed_seconds" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempt_limit_pkey" PRIMARY KEY ("purpose","key")
);

CREATE TABLE "known_address" (
    "user_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_address_pkey" PRIMARY KEY ("user_id","address")
);

CREATE TABLE "refused_sign_in" (
    "purpose" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL,

    CONSTRAINT "refused_sign_in_pkey" PRIMARY KEY ("purpose","email","address","day")
);

CREATE INDEX "refused_sign_in_last_at_idx" ON "refused_sign_in"("last_at" DESC);

ALTER TABLE "known_address" ADD CONSTRAINT "known_address_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

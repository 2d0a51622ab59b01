-- Clusters that a manager serves at one address, such as a vCenter.
ALTER TYPE "driver_kind" ADD VALUE 'vsphere';

CREATE TABLE "endpoint" (
  "id" UUID NOT NULL,
  "driver" "driver_kind" NOT NULL,
  "address" TEXT NOT NULL,
  "user" TEXT NOT NULL,
  "fingerprint" TEXT,
  "secret" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "endpoint_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "endpoint_driver_address_key" ON "endpoint"("driver", "address");

ALTER TABLE "cluster" ADD COLUMN "endpoint_id" UUID, ADD COLUMN "balancer" JSONB;
ALTER TABLE "cluster" ADD CONSTRAINT "cluster_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id")
  ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whoever shows a cluster shows how it is reached.
CREATE TRIGGER announce_table AFTER UPDATE ON "endpoint"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('cluster');

-- The Prometheus from which a cluster takes the figures of its hosts and VMs.
CREATE TABLE "figures_source" (
  "id" UUID PRIMARY KEY,
  "cluster_id" UUID NOT NULL REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "source" JSONB NOT NULL,
  "token" TEXT,
  "version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX "figures_source_cluster_id_key" ON "figures_source"("cluster_id");

-- Clusters of Proxmox VE.
ALTER TYPE "driver_kind" ADD VALUE 'proxmox';

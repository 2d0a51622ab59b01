/** Whose policy: of the product, or of one group, cluster, host or VM. */
export type PolicyRef =
  | { scope: 'product' }
  | { scope: 'group'; groupId: string }
  | { scope: 'cluster'; clusterId: string }
  | { scope: 'host'; hostId: string }
  | { scope: 'vm'; vmId: string };

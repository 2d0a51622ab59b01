import { listClusterHosts } from '@/lib/views/cluster/list-cluster-hosts';
import { toFailureResponse } from '../../../../failure';
import { getContext } from '../../../../session';

export const dynamic = 'force-dynamic';

interface HostsProps {
  params: Promise<{ clusterId: string }>;
}

/** The hosts of a cluster, by name, for what a page shows of them only when asked. */
export async function GET(_request: Request, { params }: HostsProps): Promise<Response> {
  try {
    const { clusterId } = await params;
    const hosts = await listClusterHosts({ ctx: await getContext(), input: { clusterId } });
    return Response.json(hosts, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

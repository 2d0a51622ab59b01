import { readWhatIf } from '@/lib/views/what-if/read-what-if';
import { toFailureResponse } from '../../../../failure';
import { getContext } from '../../../../session';

export const dynamic = 'force-dynamic';

/** A cluster as the planner sees it, for the browser to plan with. */
export async function GET(
  _: Request,
  { params }: { params: Promise<{ clusterId: string }> },
): Promise<Response> {
  try {
    const { clusterId } = await params;
    const data = await readWhatIf({ ctx: await getContext(), input: { clusterId } });
    return Response.json(data, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

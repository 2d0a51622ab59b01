import { listVms } from '@/lib/views/vms/list-vms';
import { readVmsQuery } from '../../(console)/vms/vms-query';
import { toFailureResponse } from '../../failure';
import { readPart } from '../../read-part';
import { getContext } from '../../session';

export const dynamic = 'force-dynamic';

/** A part of the list of VMs, for the rows that somebody scrolls to. The filter is that of the page's address. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { parameters, from } = readPart(request);
    const part = await listVms({
      ctx: await getContext(),
      input: { filter: readVmsQuery(parameters), from },
    });
    return Response.json(part, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

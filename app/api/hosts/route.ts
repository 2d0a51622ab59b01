import { listHosts } from '@/lib/views/hosts/list-hosts';
import { readHostsQuery } from '../../(console)/hosts/hosts-query';
import { toFailureResponse } from '../../failure';
import { readPart } from '../../read-part';
import { getContext } from '../../session';

export const dynamic = 'force-dynamic';

/** A part of the list of hosts, for the rows that somebody scrolls to. The filter is that of the page's address. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { parameters, from } = readPart(request);
    const part = await listHosts({
      ctx: await getContext(),
      input: { filter: readHostsQuery(parameters), from },
    });
    return Response.json(part, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

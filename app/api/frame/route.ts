import { cookies } from 'next/headers';
import { parseTimeZone, preferenceCookies } from '@/i18n/preferences';
import { readFrame } from '@/lib/views/frame/read-frame';
import { toFailureResponse } from '../../failure';
import { getContext } from '../../session';

export const dynamic = 'force-dynamic';

/** The frame around every page, for when only the frame has changed: with the hosts of the clusters that are open. */
export async function GET(request: Request): Promise<Response> {
  try {
    const ctx = await getContext();
    const timeZone = parseTimeZone((await cookies()).get(preferenceCookies.timeZone)?.value);
    const query = new URL(request.url).searchParams;
    const frame = await readFrame({
      ctx,
      input: {
        timeZone,
        openClusterIds: query.get('open')?.split(','),
        hostId: query.get('host') ?? undefined,
      },
    });
    return Response.json(frame, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

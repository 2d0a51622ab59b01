import { headers } from 'next/headers';
import { parseQuery } from '@/lib/model/change';
import { systemClock } from '@/lib/platform/clock';
import { getChangeHub } from '../../../lib/web/change-hub.ts';
import { openEventStream } from '../../event-stream.ts';
import { getLiveSession } from '../../session.ts';

export const dynamic = 'force-dynamic';

/**
 * Server-sent events: notifies a signed-in browser of changes in the subscription of the URL (`toQuery`, and with
 * `since` the mark of its page), so that it refreshes the page.
 */
export async function GET(request: Request): Promise<Response> {
  const asked = new Headers(await headers()); // Next's own are gone when the request has been answered
  const session = await getLiveSession(asked);
  if (!session) return Response.json({ code: 'not-signed-in' }, { status: 401 });
  const isLive = async () => (await getLiveSession(asked))?.id === session.id;
  const query = new URL(request.url).searchParams;
  const options = {
    hub: getChangeHub(),
    subscription: parseQuery(query),
    since: query.get('since'),
    session,
    isLive,
    signal: request.signal,
    now: systemClock.now(),
  };
  return new Response(openEventStream(options), {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

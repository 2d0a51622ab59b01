import { systemClock } from '@/lib/platform/clock';
import { readMetrics } from '@/lib/views/metrics/read-metrics';
import { METRICS_TYPE, renderMetrics } from '@/lib/views/metrics/render-metrics';
import { isSameSecret } from '@/lib/web/is-same-secret';
import { requestDurations } from '@/lib/web/request-durations';
import { getDatabase, getEnvironment } from '@/lib/web/shared';
import { toFailureResponse } from '../failure';

export const dynamic = 'force-dynamic';

const BEARER = /^Bearer (\S+)$/;

/** Figures for a monitoring system that sends BALLAST_METRICS_TOKEN; without that variable there are none. `?hosts`: of each host too. */
export async function GET(request: Request): Promise<Response> {
  const { metricsToken } = getEnvironment();
  if (metricsToken === null) return new Response(null, { status: 404 });
  const given = BEARER.exec(request.headers.get('authorization') ?? '')?.[1];
  if (given === undefined || !isSameSecret(given, metricsToken))
    return new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
  try {
    const ctx = { db: getDatabase(), clock: systemClock };
    const withHosts = new URL(request.url).searchParams.has('hosts');
    const text = await renderMetrics(await readMetrics({ ctx, input: { withHosts } }), [requestDurations()]);
    return new Response(text, { headers: { 'Content-Type': METRICS_TYPE, 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

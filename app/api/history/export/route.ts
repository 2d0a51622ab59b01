import { cookies } from 'next/headers';
import { parseTimeZone, preferenceCookies } from '@/i18n/preferences';
import { dayKey } from '@/lib/format/time';
import { exportHistory } from '@/lib/views/history/export-history';
import { readHistoryQuery, toHistoryFilter } from '../../../(console)/history/history-query';
import { toFailureResponse } from '../../../failure';
import { getContext } from '../../../session';

/** The migrations that pass the filters in the address, as CSV. Sent while it is read, however much there is. */
export async function GET(request: Request): Promise<Response> {
  try {
    const ctx = await getContext();
    const timeZone = parseTimeZone((await cookies()).get(preferenceCookies.timeZone)?.value);
    const query = readHistoryQuery(Object.fromEntries(new URL(request.url).searchParams));
    const now = ctx.clock.now();
    const { filter } = toHistoryFilter(query, { now, timeZone });
    const chunks = exportHistory({ ctx, input: filter });
    return new Response(toStream(chunks), {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8; header=present',
        'Content-Disposition': `attachment; filename="ballast-migrations-${dayKey(now, timeZone)}.csv"`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      },
    });
  } catch (error) {
    return toFailureResponse(error);
  }
}

/** A chunk is read only when the one before has been taken. */
function toStream(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

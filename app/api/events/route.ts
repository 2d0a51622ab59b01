import { type ChangeMessage, getChangeHub } from '../../change-hub.ts';
import { getCurrentUser } from '../../session.ts';

export const dynamic = 'force-dynamic';

/** Proxies close silent connections: a comment line keeps them open. */
const KEEP_ALIVE_MS = 20_000;
/** A stream ends after this long, so that a session that has ended is noticed when the browser connects again. */
const LIFE_MS = 300_000;

/** Server-sent events: tells a signed-in browser that something changed, so that it asks for the page anew. */
export async function GET(request: Request): Promise<Response> {
  if (!(await getCurrentUser())) return Response.json({ code: 'not-signed-in' }, { status: 401 });
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => controller.enqueue(encoder.encode(text));
      const send = ({ type, ...data }: ChangeMessage): void =>
        write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
      const unsubscribe = getChangeHub().subscribe(send);
      const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS);
      const end = (): void => {
        clearInterval(keepAlive);
        clearTimeout(life);
        unsubscribe();
        request.signal.removeEventListener('abort', end);
        try {
          controller.close();
        } catch {
          // the browser has gone already
        }
      };
      const life = setTimeout(end, LIFE_MS);
      request.signal.addEventListener('abort', end);
      write('retry: 2000\n\n');
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

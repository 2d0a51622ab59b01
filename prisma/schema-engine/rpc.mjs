import { createInterface } from 'node:readline';

const ENGINE_ERROR = 4466; // what Prisma expects of a failed method

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function answer(engine, { id, method, params }) {
  try {
    const result = await engine.call(method, params);
    // `diff` does not return its text: it asks the caller to print it, before its answer
    if (method === 'diff' && result.stdout) {
      send({ id: 1_000_000 + id, method: 'print', params: { content: result.stdout } });
    }
    send({ id, result });
  } catch (error) {
    const data = engine.explain(error);
    send({ id, error: { code: ENGINE_ERROR, message: 'schema engine error', data } });
  }
}

/** JSON-RPC 2.0, one message a line: requests on standard input, answers on standard output, until the input ends. */
export function serve(engine) {
  const input = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const pending = new Set();
  const leave = async () => {
    await Promise.all(pending);
    await engine.settled();
    process.exit(0);
  };
  input.on('line', (line) => {
    const request = line.trim() === '' ? {} : JSON.parse(line);
    if (!request.method) return; // empty, or an answer to our `print`
    const work = answer(engine, request).finally(() => pending.delete(work));
    pending.add(work);
  });
  input.on('close', leave);
  process.on('SIGTERM', leave);
}

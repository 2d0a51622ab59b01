import { z } from 'zod';
import { FiguresError } from './figures-error.ts';

/** One series of an instant vector. The value may be NaN or infinite, as Prometheus gives it. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
  atSeconds: number; // since the epoch, by the clock of Prometheus: the time of the question
}

const Answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('error'), errorType: z.string().default(''), error: z.string().default('') }),
  z.object({ status: z.literal('success'), data: z.object({ resultType: z.string(), result: z.unknown() }) }),
]);
const Vector = z.array(
  z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
);

/** https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview. Throws a FiguresError. */
export function parseAnswer(status: number, body: string): Sample[] {
  if (status === 401 || status === 403)
    throw new FiguresError('not-allowed', `it answers with status ${status}`);
  const answer = Answer.safeParse(readJson(body));
  if (!answer.success) {
    if (status >= 500) throw new FiguresError('busy', `it answers with status ${status}`);
    throw new FiguresError('not-prometheus', `status ${status}, and not the JSON of a Prometheus`);
  }
  if (answer.data.status === 'error') {
    const { errorType, error } = answer.data;
    const isOurs = errorType === 'bad_data' || errorType === 'execution';
    throw new FiguresError(isOurs ? 'refused-query' : 'busy', `${errorType}: ${error}`);
  }
  const { resultType, result } = answer.data.data;
  if (resultType !== 'vector')
    throw new FiguresError('wrong-kind', `the query gives a ${resultType}, not an instant vector`);
  const vector = Vector.safeParse(result);
  if (!vector.success) throw new FiguresError('not-prometheus', 'its vector is not one');
  return vector.data.map(({ metric, value: [atSeconds, text] }) => ({
    labels: metric,
    value: toNumber(text),
    atSeconds,
  }));
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Prometheus writes `+Inf`, `-Inf` and `NaN`. */
function toNumber(text: string): number {
  if (/^[+-]?Inf$/.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text.trim() === '' ? Number.NaN : Number(text);
}

const MOST_WORDS = 400; // characters
const hidden = new Set(['level', 'time', 'part', 'msg', 'err']);

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return '';
  return `: ${String(error.message)}`;
}

const isWeighty = new Set(['warn', 'error', 'fatal']);

/** Whether a log line is a warning or worse. Null: it is not one of Ballast's own lines. */
export function isWeightyLogLine(line: string): boolean | null {
  const entry = parseObject(line);
  return entry && isWeighty.has(String(entry.level));
}

/**
 * A JSON log line as a person reads it: `12:03:04 worker warn: host does not answer (host=kvm-03)`, on one line and not
 * endless. Other lines stay as they are.
 */
export function formatLogLine(line: string): string {
  const entry = parseObject(line);
  if (!entry) return line;
  const facts = Object.entries(entry)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const time = String(entry.time ?? '').slice(11, 19);
  const head = [time, entry.part, entry.level].filter(Boolean).join(' ');
  const tail = facts.length > 0 ? ` (${facts.join(', ')})` : '';
  const words = `${String(entry.msg ?? '')}${errorText(entry.err)}${tail}`.replace(/\s+/g, ' ');
  return `${head}: ${words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS)} ...` : words}`;
}

import type { Clock } from '../model/clock.ts';
import { toPlainText } from '../model/plain-text.ts';

const MAX_MESSAGE_CHARACTERS = 400; // characters
const LONGEST_LINE = 8192;
const hidden = new Set(['level', 'time', 'part', 'msg', 'err', 'printed']);

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

/** A text as a JSON log line: whatever it contains, it stays one line without control codes for a terminal. */
export function toLogLine(facts: Record<string, unknown>, words: string, clock: Clock): string {
  const { level, ...rest } = facts;
  const msg = words.length > LONGEST_LINE ? `${words.slice(0, LONGEST_LINE)} ...` : words;
  return toPlainText(JSON.stringify({ level, time: clock.now().toISOString(), ...rest, msg }));
}

/**
 * One of Ballast's own log lines, truncated to the maximum; null: it is not one. A truncated line keeps its level,
 * part and message.
 */
export function cutLogLine(line: string): string | null {
  const entry = parseObject(line);
  if (!entry) return null;
  if (line.length <= LONGEST_LINE) return toPlainText(line);
  const { level, time, part, msg } = entry;
  const words = String(msg).slice(0, LONGEST_LINE / 2);
  const rest = line.slice(0, LONGEST_LINE / 2);
  return toPlainText(JSON.stringify({ level, time, part, msg: words, cut: rest }));
}

/**
 * A JSON log line for people: `12:03:04 worker warn: host does not answer (host=kvm-03)`, on one line of limited
 * length. Other lines are shown unchanged. Control codes for a terminal are escaped.
 */
export function formatLogLine(line: string): string {
  const entry = parseObject(line);
  if (!entry) return toPlainText(line);
  const facts = Object.entries(entry)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const time = String(entry.time ?? '').slice(11, 19);
  const head = [time, entry.part, entry.level].filter(Boolean).join(' ');
  const tail = facts.length > 0 ? ` (${facts.join(', ')})` : '';
  const words = `${String(entry.msg ?? '')}${errorText(entry.err)}${tail}`.replace(/\s+/g, ' ');
  return toPlainText(
    `${head}: ${words.length > MAX_MESSAGE_CHARACTERS ? `${words.slice(0, MAX_MESSAGE_CHARACTERS)} ...` : words}`,
  );
}

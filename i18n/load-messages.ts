import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Messages } from './messages.ts';
import type { Locale } from './preferences.ts';

const loaded = new Map<Locale, Messages>();

/**
 * The words of one language: each file `messages/<locale>/<namespace>.json` under its namespace.
 * Kept for the life of the process, except in development, where words change while it runs.
 */
export function loadMessages(locale: Locale): Messages {
  const known = loaded.get(locale);
  if (known && process.env.NODE_ENV === 'production') return known;
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), 'messages', locale);
  const entries = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [toNamespace(file), JSON.parse(readFileSync(path.join(folder, file), 'utf8'))]);
  const messages = Object.fromEntries(entries) as Messages;
  loaded.set(locale, messages);
  return messages;
}

const toNamespace = (file: string): string => file.slice(0, -'.json'.length);

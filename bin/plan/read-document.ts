import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { InputFaults, inputFault, schemaFaults, show } from './faults.ts';

/** A document that was read, as it stood in the file and as its schema understood it. */
export interface ReadDocument<T> {
  file: string;
  raw: unknown;
  value: T;
}

const readFaults: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that may not be read',
  ENOTDIR: 'no such file',
};

async function readText(file: string, stdin: Readable): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
    throw inputFault(file, readFaults[code] ?? code, 'a JSON file');
  }
}

/** Reads a JSON document from a file, or from standard input for `-`. Throws InputFaults for anything but a good one. */
export async function readDocument<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  stdin: Readable,
): Promise<ReadDocument<z.output<Schema>>> {
  const name = file === '-' ? 'standard input' : file;
  const text = (await readText(file, stdin)).replace(/^\uFEFF/, '');
  if (text.trim() === '') throw inputFault(name, 'an empty document', 'JSON');
  const raw = parseJson(name, text);
  const result = schema.safeParse(raw);
  if (!result.success) throw schemaFaults(name, raw, result.error.issues);
  return { file: name, raw, value: result.data };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new InputFaults([
      `${name}: the document: found ${show(text.trim().slice(0, 30))}, expected JSON (${problem})`,
    ]);
  }
}

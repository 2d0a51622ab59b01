import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { checkStructure, findDeepNesting } from './document-limits.ts';
import { InputFaults, inputFault, schemaFaults, show } from './faults.ts';

/** A document that was read, as it stood in the file and as its schema understood it. */
export interface ReadDocument<T> {
  file: string;
  raw: unknown;
  value: T;
}

/** Far more than a cluster of the largest size needs, and less than a string of Node may hold. */
const MAX_BYTES = 256 * 2 ** 20;

const readFaults: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that may not be read',
  ENOTDIR: 'no such file',
  ERR_FS_FILE_TOO_LARGE: 'a file of more than 2 GiB',
};

async function readBytes(file: string, stdin: Readable): Promise<Uint8Array> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stdin) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > MAX_BYTES) break; // refused below, and not kept in memory until then
      chunks.push(buffer);
    }
    return bytes > MAX_BYTES ? new Uint8Array(MAX_BYTES + 1) : Buffer.concat(chunks);
  }
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
    throw inputFault(file, readFaults[code] ?? code, 'a JSON file');
  }
}

/** UTF-8, and UTF-16 with a byte order mark, which is what PowerShell writes. */
function decode(name: string, bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) throw inputFault(name, 'more than 256 MiB', 'a smaller document');
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw inputFault(name, `bytes that are not ${encoding.toUpperCase()} text`, 'JSON in UTF-8');
  }
}

/** Reads a JSON document from a file, or from standard input for `-`. Throws InputFaults for anything but a good one. */
export async function readDocument<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  stdin: Readable,
): Promise<ReadDocument<z.output<Schema>>> {
  const name = file === '-' ? 'standard input' : file;
  const text = decode(name, await readBytes(file, stdin));
  if (text.trim() === '') throw inputFault(name, 'an empty document', 'JSON');
  const tooDeep = findDeepNesting(text);
  if (tooDeep !== null) throw new InputFaults([`${name}: ${tooDeep}`]);
  const raw = parseJson(name, text);
  const faults = checkStructure(raw);
  if (faults.length > 0) throw new InputFaults(faults.map((fault) => `${name}: ${fault}`));
  const result = schema.safeParse(raw);
  if (!result.success) throw schemaFaults(name, raw, result.error.issues);
  return { file: name, raw, value: result.data };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : String(error);
    throw new InputFaults([
      `${name}: the document: found ${show(text.slice(0, 200).trim().slice(0, 30))}, expected JSON (${problem})`,
    ]);
  }
}

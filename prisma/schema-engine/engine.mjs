import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { AdapterFactory } from './adapter.mjs';

const GLUE_FILE = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');

/** Commands that need no database (diff between files) still ask for an address. */
const NOWHERE = 'postgresql://127.0.0.1:1/none';

export function engineVersion() {
  const manifest = path.join(path.dirname(GLUE_FILE), 'package.json'); // not among the package's exports
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/** The engine's panic hook leaves its words here before the trap, which has none. */
let panicMessage = null;

async function loadWasm() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => {
      panicMessage = message;
    },
  };
  const bytes = readFileSync(GLUE_FILE.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

const debug = (...words) => {
  if (process.env.DEBUG) process.stderr.write(`${words.join(' ')}\n`);
};

/** The engine throws errors whose message is JSON { message, error_code }, or plain text. */
function explain(error) {
  const text = panicMessage ?? String(error.message ?? error);
  const known = { is_panic: panicMessage !== null, meta: error.meta ?? null };
  try {
    const said = JSON.parse(text);
    return { ...known, message: said.message ?? text, error_code: said.error_code ?? error.code };
  } catch {
    return { ...known, message: text, error_code: error.code };
  }
}

/** Prisma names two methods differently from the engine, or asks for what another command has done already. */
const renamed = { getDatabaseVersion: 'version' };
const answered = { createDatabase: { databaseName: '' } };

/**
 * The engine as { call(method, params), explain(error), settled() }. It connects when it is made, so it is made with the
 * first call: some commands never make one.
 */
export function createEngine({ url, schemaFiles }) {
  const factory = new AdapterFactory(url ?? NOWHERE);
  let made = null;
  const make = async () => {
    await loadWasm();
    const datamodels = schemaFiles.map((file) => [file, readFileSync(file, 'utf8')]);
    return glue.SchemaEngine.new(
      { datamodels: datamodels.length > 0 ? datamodels : undefined },
      debug,
      bindMigrationAwareSqlAdapterFactory(factory),
    );
  };
  return {
    async call(method, params) {
      if (answered[method]) return answered[method];
      made ??= make();
      const engine = await made;
      return (await engine[renamed[method] ?? method](params)) ?? {};
    },
    explain,
    settled: () => factory.settled(),
  };
}

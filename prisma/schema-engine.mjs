#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which `prisma` would download, with the WebAssembly build of the same
 * engine, an ordinary npm package. PRISMA_SCHEMA_ENGINE_BINARY names this file. Why, and what may break:
 * docs/adr/0002-prisma-offline.md. DEBUG=1 shows the engine's own log.
 *
 *   schema-engine --version
 *   schema-engine --datasource JSON cli can-connect-to-database | create-database      (commands.mjs)
 *   schema-engine --datasource JSON [--datamodels FILE ...]                            (rpc.mjs)
 */
import { parseArgs } from 'node:util';
import { logError, runCommand } from './schema-engine/commands.mjs';
import { createEngine, engineVersion } from './schema-engine/engine.mjs';
import { serve } from './schema-engine/rpc.mjs';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    version: { type: 'boolean' },
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true },
  },
});

const url = values.datasource ? JSON.parse(values.datasource).url : undefined;

if (values.version) {
  process.stdout.write(`schema-engine-wasm ${engineVersion()}\n`);
} else if (positionals[0] === 'cli') {
  process.exitCode = await runCommand(positionals[1], url);
} else {
  process.on('uncaughtException', (error) => {
    logError(error.stack ?? String(error));
    process.exit(1);
  });
  serve(createEngine({ url, schemaFiles: values.datamodels ?? [] }));
}

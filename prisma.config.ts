import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma runs this file instead of the schema engine that it would download (docs/adr/0002-prisma-offline.md).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, 'prisma', 'schema-engine.mjs');

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { schemaFiles, schemaText } from './plan/schemas.ts';
import { projectFolder } from './project.ts';

// `npm run schema` writes docs/schema from the zod schemas; a test fails when they are not current.
const folder = path.join(projectFolder, 'docs', 'schema');
await mkdir(folder, { recursive: true });
for (const name of schemaFiles) await writeFile(path.join(folder, `${name}.schema.json`), schemaText(name));

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../project.ts';
import { schemaFiles, schemaText } from './schemas.ts';

describe('docs/schema', () => {
  it.each(schemaFiles)('contains the current JSON Schema of the %s (written by npm run schema)', (name) => {
    const file = path.join(projectFolder, 'docs', 'schema', `${name}.schema.json`);
    expect(readFileSync(file, 'utf8')).toBe(schemaText(name));
  });

  it('requires only what the contract requires', () => {
    const { properties } = JSON.parse(schemaText('snapshot'));
    expect(properties.hosts.items.required).toEqual(['id', 'cpuMhz', 'memoryMiB']);
    expect(properties.vms.items.required).toEqual(['id', 'hostId', 'memoryMiB']);
  });
});

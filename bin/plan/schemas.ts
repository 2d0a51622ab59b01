import { z } from 'zod';
import { Plan } from '../../lib/model/plan.ts';
import { PolicyFile } from '../../lib/model/policy-file.ts';
import { Snapshot } from '../../lib/model/snapshot.ts';

const documents = {
  snapshot: { schema: Snapshot, title: 'Ballast snapshot' },
  policy: { schema: PolicyFile, title: 'Ballast policy' },
  plan: { schema: Plan, title: 'Ballast plan' },
} as const;
export type SchemaName = keyof typeof documents;

export const schemaFiles = Object.keys(documents) as SchemaName[];

/** The JSON Schema of a document as one writes it, defaults left out: the text of docs/schema/NAME.schema.json. */
export function schemaText(name: SchemaName): string {
  const { schema, title } = documents[name];
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

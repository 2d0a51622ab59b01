import fs from 'node:fs';
import path from 'node:path';

const lib = path.resolve(import.meta.dirname, '../../../lib');

/** Signs that a function may change something: it is called as a verb, or it writes. */
const CALLED_AS_VERB = /\bctx: (Context|Store)\b[^)]*\binput\b/;
const WRITES =
  /\.(create|createMany|createManyAndReturn|update|updateMany|upsert|delete|deleteMany)\(\{|\b(recordAudit|endMove(Alone)?|change(Move|MoveState|PlanState|RunState|HostMode))\(/;

/** The exported functions of lib/services and lib/demo that may change something, by name. */
export function findVerbs(): string[] {
  const files = ['services', 'demo'].flatMap((folder) =>
    fs
      .readdirSync(path.join(lib, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.join(folder, file)),
  );
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => verbsIn(fs.readFileSync(path.join(lib, file), 'utf8')))
    .toSorted();
}

/** The text of a function ends at the closing brace at the beginning of a line. */
export function verbsIn(text: string): string[] {
  return [...text.matchAll(/^export (?:async )?function (\w+)[\s\S]*?^}$/gm)].flatMap(([body, name = '']) =>
    CALLED_AS_VERB.test(body) || WRITES.test(body) ? [name] : [],
  );
}

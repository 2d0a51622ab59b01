/**
 * `npm run faults -- vsphere|proxmox`: runs the tests of the faults of a manager, and writes what they showed into the table of its page in
 * docs/.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { faultTable, type RunTest, withFaults } from './fault-table.ts';
import { proxmoxFaults } from './proxmox-faults.ts';
import { vsphereFaults } from './vsphere-faults.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const managers = { vsphere: vsphereFaults, proxmox: proxmoxFaults } as const;
const Manager = z.enum(['vsphere', 'proxmox']);

const Report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), duration: z.number().nullish() }),
      ),
    }),
  ),
});

function runTests(manager: string): RunTest[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'ballast-faults-'));
  try {
    const file = path.join(folder, 'report.json');
    const projects = ['--project', 'contract', '--project', 'integration'];
    const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const args = ['vitest', 'run', ...projects, ...reports, `${manager}`];
    spawnSync('npx', args, { cwd: ROOT, stdio: 'inherit' });
    return Report.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName: name, status, duration }) => ({ name, status, ms: duration ?? 0 })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const asked = Manager.safeParse(process.argv[2]);
if (!asked.success) {
  console.error('Usage: npm run faults -- vsphere|proxmox');
  process.exit(2);
}
const manager = asked.data;
const page = path.join(ROOT, 'docs', `${manager}.md`);
const run = runTests(manager);
const { table, problems } = faultTable(managers[manager], run);
const passed = run.filter(({ status }) => status === 'passed').length;
const skipped = run.filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status)).length;
const schema = process.env.BALLAST_PROXMOX_APIDATA
  ? 'the official schema of the API'
  : 'the table of our own';
const compared = manager === 'proxmox' ? `, compared with ${schema}` : '';
const head = `${new Date().toISOString().slice(0, 10)}, \`npm run faults -- ${manager}\`: ${passed} of ${run.length - skipped} tests passed${compared}.`;
writeFileSync(page, withFaults(readFileSync(page, 'utf8'), `${head}\n\n${table}`));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 || passed < run.length - skipped ? 1 : 0;

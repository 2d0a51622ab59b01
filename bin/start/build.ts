import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BallastError } from '../../lib/model/errors.ts';

/** What the built web console depends on, relative to the project. */
const sources = [
  'app',
  'components',
  'i18n',
  'instrumentation-client.ts',
  'lib',
  'messages',
  'next.config.ts',
  'package-lock.json',
  'postcss.config.mjs',
  'prisma/schema.prisma',
  'proxy.ts',
  'public',
  'tsconfig.json',
];
const fingerprintFile = '.next/ballast-fingerprint';
const progressMs = 15_000;

function filesUnder(folder: string, name: string): string[] {
  const file = path.join(folder, name);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return /\.test\.tsx?$/.test(name) ? [] : [name];
  return fs.readdirSync(file).flatMap((entry) => filesUnder(folder, path.posix.join(name, entry)));
}

/** A hash that changes with the name or the content of any source. */
export function fingerprintSources(folder: string): string {
  const hash = createHash('sha256');
  for (const name of sources.flatMap((source) => filesUnder(folder, source)).sort()) {
    hash
      .update(`${name}\0`)
      .update(fs.readFileSync(path.join(folder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether the built web console is up to date. */
export function isBuilt(folder: string, fingerprint: string): boolean {
  const file = path.join(folder, fingerprintFile);
  const isWhole = fs.existsSync(file) && fs.existsSync(path.join(folder, '.next', 'BUILD_ID'));
  return isWhole && fs.readFileSync(file, 'utf8') === fingerprint;
}

function runNextBuild(
  folder: string,
  signal: AbortSignal,
): Promise<{ status: number | null; output: string }> {
  const next = path.join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const end = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      signal.removeEventListener('abort', end);
      resolve({ status, output });
    });
  });
}

/**
 * Builds the web console if it is not up to date, and prints progress; true if it did. Throws `build-failed` with the
 * last output of the build.
 */
export async function buildConsole(
  folder: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const fingerprint = fingerprintSources(folder);
  if (isBuilt(folder, fingerprint)) return false;
  fs.rmSync(path.join(folder, fingerprintFile), { force: true });
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  say('Building the web console (once for each version; about a minute on two cores) ...');
  const progress = setInterval(() => say(`Still building the web console, ${seconds()} s ...`), progressMs);
  try {
    const { status, output } = await runNextBuild(folder, signal);
    if (signal.aborted) return false;
    if (status !== 0) {
      const last = output.trim().split('\n').slice(-30).join('\n');
      throw new BallastError('build-failed', `The web console could not be built:\n${last}`);
    }
  } finally {
    clearInterval(progress);
  }
  fs.writeFileSync(path.join(folder, fingerprintFile), fingerprint);
  say(`Built the web console in ${seconds()} s.`);
  return true;
}

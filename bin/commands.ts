import type { Command } from './io.ts';

interface CommandEntry {
  usage: string;
  does: string;
  load: () => Promise<Command>;
}

/** Every command, loaded only when it is called: `plan` needs no database code, `start` no engine. */
export const commands: Record<string, CommandEntry> = {
  start: {
    usage: 'start',
    does: 'run everything: PostgreSQL, migrations, web and worker (npm start)',
    load: async () => (await import('./start.ts')).runStartCommand,
  },
  worker: {
    usage: 'worker',
    does: 'run one more worker, beside that of start',
    load: async () => (await import('./worker.ts')).runWorkerCommand,
  },
  migrate: {
    usage: 'migrate',
    does: 'bring the database to the schema of this version',
    load: async () => (await import('./migrate.ts')).runMigrateCommand,
  },
  seed: {
    usage: 'seed [--hosts N --vms M]',
    does: 'store the simulated data centre, as the first start does, or one of a given size',
    load: async () => (await import('./seed.ts')).runSeedCommand,
  },
  build: {
    usage: 'build',
    does: 'build the web console, as a start does when it is needed',
    load: async () => (await import('./build.ts')).runBuildCommand,
  },
  plan: {
    usage: 'plan balance|evacuate|check',
    does: 'plan from a snapshot file, or check such a plan (plan --help)',
    load: async () => (await import('./plan.ts')).runPlanCommand,
  },
  snapshot: {
    usage: 'snapshot --cluster NAME',
    does: 'save a live cluster as the file that plan reads',
    load: async () => (await import('./snapshot.ts')).runSnapshotCommand,
  },
  user: {
    usage: 'user add|password|list',
    does: 'people who may sign in, and their roles',
    load: async () => (await import('./user.ts')).runUserCommand,
  },
  audit: {
    usage: 'audit verify',
    does: 'compare the audit with its seals',
    load: async () => (await import('./audit.ts')).runAuditCommand,
  },
  secrets: {
    usage: 'secrets rotate',
    does: 'replace the key that encrypts stored passwords',
    load: async () => (await import('./secrets.ts')).runSecretsCommand,
  },
  cluster: {
    usage: 'cluster add|list|remove',
    does: 'the clusters of real hosts that Ballast watches',
    load: async () => (await import('./cluster.ts')).runClusterCommand,
  },
};

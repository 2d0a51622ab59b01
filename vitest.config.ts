import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          testTimeout: 60_000, // whatever else the machine does; a hang ends it, not a slow minute
          include: [
            '{lib,bin,components,app,i18n}/**/*.test.ts',
            'tests/bench/**/*.test.ts',
            'tests/faults/*.test.ts',
            'tests/lab/*.test.ts',
            'tests/lint/*.test.ts',
            'tests/run/*.test.ts',
            'tests/scenarios/*.test.ts',
          ],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'components',
          environment: 'happy-dom',
          testTimeout: 60_000,
          include: ['{app,components}/**/*.test.tsx'],
          setupFiles: ['components/testing/setup.ts'], // which also tidies up: a page for each file would take most of the time
          isolate: false,
          server: { deps: { inline: ['next-intl'] } }, // so that its next/navigation is the one of the tests
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/integration/support/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          globalSetup: ['tests/integration/support/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'processes',
          testTimeout: 600_000,
          hookTimeout: 180_000,
          include: ['tests/processes/**/*.test.ts'],
          globalSetup: ['tests/integration/support/global-setup.ts'],
          fileParallelism: false, // each has several processes of Ballast, and the machine has few CPUs
        },
      },
      {
        test: {
          name: 'lab',
          testTimeout: 600_000,
          include: ['tests/lab/live/**/*.test.ts'],
          globalSetup: ['tests/integration/support/global-setup.ts'],
          fileParallelism: false, // each has a lab of its own, and the machine has few CPUs
        },
      },
    ],
  },
});

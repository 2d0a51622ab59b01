/** What a runner's own report says: how many tests, and of each failed one its name and the first lines of its error. */
import { stripVTControlCharacters } from 'node:util';

export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** A text of a few lines for each failed test. */
  failures: string[];
}

const LINES = 4;

/** The name, and under it the first lines of the error, without colours and without the stack. */
function failure(name: string, message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('at '));
  return [name, ...lines.slice(0, LINES).map((line) => `    ${line}`)].join('\n');
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
  }[];
}

/** Of vitest's reporter `json`. A file that could not be read has no tests, and a message of its own. */
export function readVitest(report: string): Outcome {
  const { testResults, ...counts } = JSON.parse(report) as VitestReport;
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests,
    skipped: counts.numPendingTests,
    failures: testResults.flatMap((file) => [
      ...(file.message ? [failure(file.name, file.message)] : []),
      ...file.assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => failure(fullName, failureMessages?.[0] ?? '')),
    ]),
  };
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    line: number;
    ok: boolean;
    tests: { results: { errors: { message?: string }[] }[] }[];
  }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: { message?: string }[];
}

/** Of Playwright's reporter `json`. A test that passed at its second try has failed. */
export function readPlaywright(report: string): Outcome {
  const { stats, errors, ...root } = JSON.parse(report) as PlaywrightReport;
  const failuresOf = (suite: PlaywrightSuite): string[] => [
    ...(suite.specs ?? [])
      .filter(({ ok }) => !ok)
      .map(({ title, file, line, tests }) => {
        const all = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
        return failure(`${file}:${line} ${title}`, all.map(({ message }) => message ?? '').join('\n'));
      }),
    ...(suite.suites ?? []).flatMap(failuresOf),
  ];
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures: [...errors.map(({ message }) => failure('Playwright', message ?? '')), ...failuresOf(root)],
  };
}

/** Of the steps that are programs of this project: chaos and fuzz. */
export function readCounts(report: string): Outcome {
  const { passed, failed } = JSON.parse(report) as { passed: number; failed: number };
  return { passed, failed, skipped: 0, failures: [] };
}

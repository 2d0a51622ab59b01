import { describe, expect, it } from 'vitest';
import { readPlaywright, readVitest } from './read-report.ts';

describe("a runner's report", () => {
  it('names each failed test of vitest with the first lines of its error', () => {
    const report = {
      numPassedTests: 1,
      numFailedTests: 1,
      numPendingTests: 0,
      testResults: [
        {
          name: '/p/a.test.ts',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'a holds', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'a is right',
              failureMessages: ['\u001b[31mError: expected 1 to be 2\u001b[39m\n    at /p/a.test.ts:3:4'],
            },
          ],
        },
        { name: '/p/b.test.ts', message: 'no such file', assertionResults: [] },
      ],
    };
    expect(readVitest(JSON.stringify(report))).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      failures: ['a is right\n    Error: expected 1 to be 2', '/p/b.test.ts\n    no such file'],
    });
  });

  it('names each failed test of Playwright, however deep it lies, and counts a second try as failed', () => {
    const spec = { title: 'see a host', file: 'a.spec.ts', line: 7 };
    const errors = [{ message: 'Test timeout of 10ms exceeded.' }, { message: 'locator.click: waiting' }];
    const report = {
      stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 3 },
      errors: [],
      suites: [{ suites: [{ specs: [{ ...spec, ok: false, tests: [{ results: [{ errors }] }] }] }] }],
    };
    expect(readPlaywright(JSON.stringify(report))).toEqual({
      passed: 2,
      failed: 2,
      skipped: 3,
      failures: ['a.spec.ts:7 see a host\n    Test timeout of 10ms exceeded.\n    locator.click: waiting'],
    });
  });
});

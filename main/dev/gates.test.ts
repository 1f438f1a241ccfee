import { describe, expect, it } from 'vitest';
import { countTests, skipLines } from './test-vitest.ts';

const file = (status: string, ...statuses: readonly string[]) => ({
  name: 'x.test.ts',
  status,
  assertionResults: statuses.map((each, index) => ({ fullName: `test ${index}`, status: each })),
});

describe('counting what vitest reports', () => {
  it('adds passed, failed and skipped tests', () => {
    const report = {
      numPassedTests: 2,
      testResults: [file('failed', 'passed', 'failed'), file('passed', 'passed', 'pending')],
    };
    expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('counts a file that does not load as a failure', () => {
    expect(countTests({ numPassedTests: 0, testResults: [file('failed')] }, 1)).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts an error outside of every test, and a crash before the report', () => {
    expect(countTests({ numPassedTests: 1, testResults: [file('passed', 'passed')] }, 1).failed).toBe(1);
    expect(countTests({ numPassedTests: 0, testResults: [] }, 134).failed).toBe(1);
  });

  it('names what was skipped', () => {
    const many = file('passed', ...Array.from({ length: 20 }, () => 'skipped'));
    const lines = skipLines({ numPassedTests: 0, testResults: [many] });
    expect(lines[0]).toBe('SKIPPED, not exercised: test 0');
    expect(lines.at(-1)).toBe('... and 8 more');
  });
});

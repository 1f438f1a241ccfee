import { describe, expect, it } from 'vitest';
import { countTests, failureTexts, skipLines } from './test-vitest.ts';

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

  it('repeats at the end what failed and why', () => {
    const { name, status, assertionResults } = file('failed', 'passed', 'failed');
    const tests = assertionResults.map((test) => ({ ...test, failureMessages: ['expected 1', 'to be 2'] }));
    const [text] = failureTexts({
      numPassedTests: 1,
      testResults: [{ name, status, assertionResults: tests }],
    });
    expect(text).toMatch(/x\.test\.ts: test 1\n {4}expected 1\n {4}to be 2$/);
    const broken = { ...file('failed'), message: 'SyntaxError: no' };
    expect(failureTexts({ numPassedTests: 0, testResults: [broken] })[0]).toMatch(/SyntaxError: no$/);
  });

  it('names what was skipped', () => {
    const many = file('passed', ...Array.from({ length: 20 }, () => 'skipped'));
    const lines = skipLines({ numPassedTests: 0, testResults: [many] });
    expect(lines[0]).toBe('SKIPPED, not exercised: test 0');
    expect(lines.at(-1)).toBe('... and 8 more');
  });
});

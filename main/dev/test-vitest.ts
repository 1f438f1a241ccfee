/** Runs one vitest project in a process of its own (a native crash ends only that gate) and reads its counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { root, runProgram } from './test-tools.ts';
import type { Counts } from './gates.ts';

const vitestReport = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      /** Why the file did not load. */
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
export type VitestReport = z.infer<typeof vitestReport>;

/** How many skipped tests a gate names before it only counts them. */
const namedSkips = 12;
/** Lines of a failure's message that the summary repeats. */
const failureLines = 12;

export interface VitestOutcome {
  readonly counts: Counts;
  /** What failed and why, for the end of the log: the end is what is kept of a long one. */
  readonly failures: readonly string[];
}

export async function runVitest(project: string, paths: readonly string[]): Promise<VitestOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-test-'));
  const outputFile = join(folder, 'report.json');
  try {
    const code = await runProgram('vitest/vitest.mjs', [
      'run',
      `--config=${join(root, 'main', 'dev', 'vitest.config.ts')}`,
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${outputFile}`,
      ...paths,
    ]);
    const report = readReport(outputFile);
    for (const line of skipLines(report)) process.stdout.write(`${line}\n`);
    return { counts: countTests(report, code), failures: failureTexts(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): VitestReport {
  try {
    return vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { numPassedTests: 0, testResults: [] }; // It died before it could report; its exit code says so.
  }
}

/** Adds what vitest does not count as tests: a file that does not load, an error outside of any test, a crash. */
export function countTests(report: VitestReport, exitCode: number): Counts {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failedTests = tests.filter(({ status }) => status === 'failed').length;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  const failed = failedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: tests.length - report.numPassedTests - failedTests,
  };
}

export function failureTexts(report: VitestReport): readonly string[] {
  return report.testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [failureText(relative(root, name), message)] : [];
    return failed.map(({ fullName, failureMessages }) =>
      failureText(`${relative(root, name)}: ${fullName}`, (failureMessages ?? []).join('\n')),
    );
  });
}

function failureText(title: string, message: string): string {
  const lines = message.split('\n').slice(0, failureLines);
  return [title, ...lines.map((line) => `    ${line}`)].join('\n');
}

export function skipLines(report: VitestReport): readonly string[] {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'),
  );
  const named = skipped.slice(0, namedSkips).map(({ fullName }) => `SKIPPED, not exercised: ${fullName}`);
  return skipped.length > namedSkips ? [...named, `... and ${skipped.length - namedSkips} more`] : named;
}

/** Runs one vitest project in a process of its own (a native crash ends only that gate) and reads its counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { root, runProgram } from './test-tools.ts';
import type { Counts } from './gates.ts';

const vitestReport = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
export type VitestReport = z.infer<typeof vitestReport>;

/** How many skipped tests a gate names before it only counts them. */
const namedSkips = 12;

export async function runVitest(project: string, paths: readonly string[]): Promise<Counts> {
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
    return countTests(report, code);
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

export function skipLines(report: VitestReport): readonly string[] {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'),
  );
  const named = skipped.slice(0, namedSkips).map(({ fullName }) => `SKIPPED, not exercised: ${fullName}`);
  return skipped.length > namedSkips ? [...named, `... and ${skipped.length - namedSkips} more`] : named;
}

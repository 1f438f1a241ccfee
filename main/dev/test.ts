/**
 * `npm test`: every gate in order, each with its counts; the last line is the plain sum. A failing gate does not stop
 * the ones after it. Arguments: names of gates (`npm test -- unit host`), or paths (`npm test -- app/ml`), which run
 * the tests whose file path contains them.
 */
import { type Counts, testGates, type TestGate } from './gates.ts';
import { runRequirements } from './test-requirements.ts';
import { runTool, toolGates } from './test-tools.ts';
import { runVitest, type VitestOutcome } from './test-vitest.ts';

interface Gate {
  readonly name: string;
  readonly about: string;
  run(): Promise<GateOutcome>;
}

type GateOutcome = Pick<VitestOutcome, 'counts'> & Partial<VitestOutcome>;

const order = ['architecture', 'unit', 'numeric', 'contract', 'host', 'e2e', 'electron'];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function allGates(paths: readonly string[]): readonly Gate[] {
  const tests = order
    .map((name) => testGates.find((gate) => gate.name === name))
    .filter((gate): gate is TestGate => gate !== undefined)
    .map((gate) => ({ name: gate.name, about: gate.about, run: () => runVitest(gate.name, paths) }));
  if (paths.length > 0) return tests;
  return [
    {
      name: 'required',
      about: 'what FIGSCOPE_REQUIRE asks this machine to have',
      run: async () => ({ counts: await runRequirements(process.env) }),
    },
    ...toolGates.map((gate) => ({ ...gate, run: async () => ({ counts: await runTool(gate) }) })),
    ...tests,
  ];
}

const plural = (counts: Counts): string =>
  `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;

async function main(args: readonly string[]): Promise<number> {
  const paths = args.filter((arg) => /[/\\.]/.test(arg));
  const names = args.filter((arg) => !paths.includes(arg));
  const gates = allGates(paths);
  const unknown = names.filter((name) => !gates.some((gate) => gate.name === name));
  if (unknown.length > 0) {
    const known = gates.map((gate) => gate.name).join(', ');
    process.stderr.write(`figscope: There is no gate "${unknown.join('", "')}". Gates: ${known}.\n`);
    return 2;
  }
  const results: { name: string; counts: Counts; failures: readonly string[]; seconds: number }[] = [];
  for (const gate of gates.filter(({ name }) => names.length === 0 || names.includes(name))) {
    say(`\n== ${gate.name}: ${gate.about}`);
    const startedAt = performance.now();
    const { counts, failures = [] } = await gate.run();
    const seconds = (performance.now() - startedAt) / 1000;
    results.push({ name: gate.name, counts, failures, seconds });
    say(`${gate.name}: ${plural(counts)} (${seconds.toFixed(1)} s)`);
  }
  say('');
  for (const failure of results.flatMap(({ failures }) => failures)) say(`FAILED: ${failure}\n`);
  for (const { name, counts, seconds } of results) {
    const mark = counts.failed > 0 ? 'FAILED' : 'ok';
    say(`${mark.padEnd(7)} ${name.padEnd(13)} ${plural(counts)} (${seconds.toFixed(1)} s)`);
  }
  const total = results.reduce<Counts>(
    (sum, { counts }) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
  say(`\n${plural(total)}`);
  return total.failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));

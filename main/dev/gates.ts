/** Which test file belongs to which gate of `npm test`: one table, read by the runner and by vitest. */

/** What a gate came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestGate {
  readonly name: string;
  /** What it proves, for the headline. */
  readonly about: string;
  readonly include: readonly string[];
  /** Longest time one test may take. */
  readonly timeoutMs: number;
  /** One file after the other: files that start processes or a browser would only slow each other down. */
  readonly oneByOne: boolean;
  /** A browser on a machine that others use too may miss a moment; the report says which test was run again. */
  readonly retries?: number;
}

const tests = (...folders: readonly string[]): readonly string[] =>
  folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`);

/** In this order; a file belongs to the first gate that includes it. */
export const testGates: readonly TestGate[] = [
  {
    name: 'architecture',
    about: 'who imports whom',
    include: ['main/architecture.test.ts'],
    timeoutMs: 20_000,
    oneByOne: false,
  },
  {
    name: 'electron',
    about: 'the Electron shell, end to end',
    include: tests('e2e/electron'),
    timeoutMs: 60_000,
    oneByOne: true,
  },
  {
    name: 'e2e',
    about: 'the browser shell in Chromium, end to end',
    include: ['e2e/**/*.{test,spec}.ts'],
    timeoutMs: 60_000,
    oneByOne: true,
    retries: 1,
  },
  {
    name: 'numeric',
    about: 'numbers against their references',
    include: tests('app/ml', 'main/engine', 'main/images'),
    timeoutMs: 60_000,
    oneByOne: false,
  },
  {
    name: 'contract',
    about: 'calls and streams over every transport',
    include: [
      ...tests('app/rpc', 'app/contract', 'main/supervisor', 'renderer/connection'),
      'main/server/*transport*.test.ts',
    ],
    timeoutMs: 30_000,
    oneByOne: false,
  },
  {
    name: 'host',
    about: 'services with real workers, databases and files',
    include: tests(
      'main/host',
      'main/workers',
      'main/cli',
      'main/store',
      'main/ingest',
      'main/export',
      'main/check',
      'main/net',
      'main/cluster',
    ),
    timeoutMs: 120_000,
    oneByOne: true,
  },
  {
    name: 'unit',
    about: 'everything else',
    include: tests('app', 'main', 'renderer', 'native', 'resources'),
    timeoutMs: 20_000,
    oneByOne: false,
  },
];

/** Patterns of the gates before this one: what it must leave to them. */
export const earlierPatterns = (gate: TestGate): readonly string[] =>
  testGates.slice(0, testGates.indexOf(gate)).flatMap(({ include }) => include);

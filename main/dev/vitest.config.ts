/** Every test of the repository, as one vitest project for each gate of `npm test`. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { earlierPatterns, testGates } from './gates.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export default defineConfig({
  root,
  test: {
    passWithNoTests: true,
    projects: testGates.map((gate) => ({
      root,
      plugins: [react()],
      test: {
        name: gate.name,
        environment: 'node',
        include: [...gate.include],
        exclude: ['**/node_modules/**', 'dist/**', '.cache/**', ...earlierPatterns(gate)],
        pool: 'forks',
        fileParallelism: !gate.oneByOne,
        testTimeout: gate.timeoutMs,
        hookTimeout: gate.timeoutMs,
        retry: gate.retries ?? 0,
      },
    })),
  },
});

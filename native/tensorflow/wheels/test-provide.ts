/** A process for the test that kills it: node test-provide.ts INDEX ROOT brings what is needed of the tiny wheel. */
import { join } from 'node:path';
import { provideMembers } from './provide-members.ts';
import { tinyNeed } from './test-wheel.ts';

const [, , wheelIndex, root = ''] = process.argv;
await provideMembers([tinyNeed], {
  wheelIndex,
  root,
  pieces: join(root, 'pieces'),
  signal: new AbortController().signal,
  progress: () => undefined,
});

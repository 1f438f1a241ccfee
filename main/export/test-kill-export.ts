/** For tests: an export in a process that can be killed. Arguments: folder of the corpus, format, folder to export into. */
import { exportFormat } from '#app/domain/export.ts';
import { exportFrom } from './test-export.ts';

const [folder = '', format = '', out = ''] = process.argv.slice(2);
process.stdout.write('begun\n');
await exportFrom(
  folder,
  { format: exportFormat.parse(format), out, shardFigures: 5 },
  { checkpointIntervalMs: 0 },
);
process.stdout.write('ended\n');

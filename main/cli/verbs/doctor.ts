/** figscope doctor */
import type { EngineReport } from '#app/domain/engine.ts';
import type { DoctorReport } from '#app/domain/system.ts';
import { engineTitles } from '#main/host/engines/engine-words.ts';
import { formatBytes, table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { withSession, type AddVerb } from '../verb.ts';

export const addDoctor: AddVerb = (program, outcome) => {
  program
    .command('doctor')
    .description('engines with a numeric self-test, memory, disk, versions, what is missing')
    .action(
      withSession(outcome, async ({ client, output }) => {
        output.note('Testing the engines of this machine ...');
        await client['engines.test']({});
        const report = await client['system.doctor']({});
        output.result(report, describe(report));
        return report.engines.some(({ ok }) => ok) && report.sqlite.fts5 ? exitCodes.done : exitCodes.failed;
      }),
    );
};

function describe(report: DoctorReport): string {
  const { memory, disk, sqlite } = report;
  const devices = report.engines.flatMap((engine) =>
    engine.devices.map(({ id, title, totalBytes, freeBytes }) => [
      engineTitles[engine.name],
      id,
      title,
      totalBytes === undefined ? '' : `${formatBytes(freeBytes ?? 0)} free of ${formatBytes(totalBytes)}`,
    ]),
  );
  return [
    `Figscope ${report.version}, Node ${report.node}, ${report.platform}, ${report.cores} cores`,
    `memory ${formatBytes(memory.freeBytes)} free of ${formatBytes(memory.totalBytes)}; disk ${formatBytes(disk.freeBytes)} free at ${disk.path}`,
    `SQLite ${sqlite.version}, full-text search ${sqlite.fts5 ? 'present' : 'missing'}`,
    engineTable(report.engines),
    ...(devices.length > 0 ? [table(['engine', 'device', 'is', 'memory'], devices)] : []),
    ...report.missing.map(({ what, remedy }) => `Missing: ${what}\n         ${remedy}`),
  ].join('\n\n');
}

/** One line for each engine: what it is, whether it agrees, how fast it is, what it is used for. */
function engineTable(engines: readonly EngineReport[]): string {
  const rows = engines.map(
    ({ name, installed, version, device, precision, ok, selfTest, speed, chosenFor, bytes }) => [
      engineTitles[name],
      installed ? version : 'not installed',
      device,
      precision.join(', '),
      installed ? (ok ? 'agrees' : 'failed') : '',
      selfTest ? selfTest.maxError.toExponential(1) : '',
      speed ? `${speed.trainingStepMs.toFixed(1)} ms` : '',
      speed ? `${speed.embeddingMs.toFixed(1)} ms` : '',
      chosenFor.join(', '),
      bytes > 0 ? formatBytes(bytes) : '',
    ],
  );
  const header = ['engine', 'version', 'device', 'precision', 'self-test', 'max error', 'step', 'embedding'];
  return table([...header, 'auto uses it for', 'size'], rows);
}

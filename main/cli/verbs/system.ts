/** figscope doctor, figscope config get|set */
import { settings, settingsChange } from '#app/domain/system.ts';
import { FigscopeError } from '#app/util/error.ts';
import { formatBytes, table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { withSession, type AddVerb } from '../verb.ts';

export const addSystem: AddVerb = (program, outcome) => {
  program
    .command('doctor')
    .description('engines with a numeric self-test, memory, disk, versions, what is missing')
    .action(
      withSession(outcome, async ({ client, output }) => {
        const report = await client['system.doctor']({});
        const engines = report.engines.map(({ name, version, device, ok, selfTest, reason }) => [
          name,
          version,
          device,
          ok ? 'ok' : 'failed',
          selfTest ? `max error ${selfTest.maxError.toExponential(1)}` : (reason ?? ''),
        ]);
        output.result(
          report,
          [
            `Figscope ${report.version}, Node ${report.node}, ${report.platform}, ${report.cores} cores`,
            `memory ${formatBytes(report.memory.freeBytes)} free of ${formatBytes(report.memory.totalBytes)}; disk ${formatBytes(report.disk.freeBytes)} free at ${report.disk.path}`,
            `SQLite ${report.sqlite.version}, full-text search ${report.sqlite.fts5 ? 'present' : 'missing'}`,
            table(['engine', 'version', 'device', 'self-test', ''], engines),
            ...report.missing.map(({ what, remedy }) => `Missing: ${what}. ${remedy}`),
          ].join('\n'),
        );
        return report.engines.some(({ ok }) => ok) && report.sqlite.fts5 ? exitCodes.done : exitCodes.failed;
      }),
    );

  const config = program.command('config').description('settings of this home');
  config
    .command('get [key]')
    .description('one setting, or all')
    .action(
      withSession(outcome, async ({ client, output }, [key]) => {
        const all = await client['settings.get']({});
        if (key === undefined) {
          output.result(
            all,
            table(
              ['key', 'value'],
              Object.entries(all).map(([name, value]) => [name, String(value)]),
            ),
          );
          return exitCodes.done;
        }
        const value = new Map<string, unknown>(Object.entries(all)).get(known(key));
        output.result({ [key]: value }, String(value));
        return exitCodes.done;
      }),
    );
  config
    .command('set <key> <value>')
    .description('change a setting')
    .action(
      withSession(outcome, async ({ client, output }, [key, text]) => {
        const value = text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
        const parsed = settingsChange.safeParse({ [known(key)]: value });
        if (!parsed.success)
          throw new FigscopeError('invalid-input', {
            message: `${key}: ${parsed.error.issues[0].message}.`,
            remedy: 'See the settings with: figscope config get',
          });
        const all = await client['settings.set']({ [key]: value });
        output.result(all, `${key} is ${String(value)}`);
        return exitCodes.done;
      }),
    );
};

function known(key: string): string {
  const keys = Object.keys(settings.shape);
  if (keys.includes(key)) return key;
  throw new FigscopeError('not-found', {
    message: `There is no setting ${key}.`,
    remedy: `The settings are: ${keys.join(', ')}.`,
  });
}

/** figscope start | serve: the workbench itself. */
import { FigscopeError } from '#app/util/error.ts';
import { runWorkbench } from '#main/server/run-workbench.ts';
import { threadsOf } from '../session.ts';
import { globalOptions, numberOption, textOption, type AddVerb } from '../verb.ts';

export const addServe: AddVerb = (program, outcome) => {
  for (const { name, opens, description } of [
    { name: 'start', opens: true, description: 'open the workbench' },
    { name: 'serve', opens: false, description: 'serve the workbench without opening a window' },
  ]) {
    program
      .command(name)
      .description(description)
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <n>', 'port; default: a free one')
      .option('--no-open', 'do not open a window')
      .action(async (_, command) => {
        const options: Record<string, unknown> = command.optsWithGlobals();
        const { home, json, threads } = globalOptions(options);
        outcome.exitCode = await runWorkbench({
          home,
          json: json === true,
          host: textOption(options, 'host'),
          port: portOption(options),
          threads: threads === undefined ? undefined : threadsOf(threads),
          open: opens && options['open'] !== false,
        });
      });
  }
};

function portOption(options: Record<string, unknown>): number | undefined {
  const port = numberOption(options, 'port');
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port < 65_536)) return port;
  throw new FigscopeError('invalid-input', {
    message: `--port needs a whole number from 0 to 65535, not ${port}.`,
    remedy: 'Leave it out to take a free one.',
  });
}

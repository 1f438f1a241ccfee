/** figscope start | serve: the workbench itself. */
import { runWorkbench } from '#main/server/run-workbench.ts';
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
        const { home, json } = globalOptions(options);
        outcome.exitCode = await runWorkbench({
          home,
          json: json === true,
          host: textOption(options, 'host'),
          port: numberOption(options, 'port'),
          open: opens && options['open'] !== false,
        });
      });
  }
};

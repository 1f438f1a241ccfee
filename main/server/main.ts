/** The program behind `npm start`. The `figscope` command has the same as its verbs `start` and `serve`. */
import { parseArgs } from 'node:util';
import { errorRecord } from '#app/util/error.ts';
import { runWorkbench, type WorkbenchOptions } from './run-workbench.ts';

const usage = `Opens the workbench.

  --home DIR     data folder (default: FIGSCOPE_HOME, else the platform's)
  --port N       port to listen on (default: a free one)
  --host ADDR    address to listen on (default: 127.0.0.1, this machine alone)
  --no-open      serve without opening a window
  --json         print one line {url, pid, version} on stdout
`;

/** @returns the options, or the sentence that says what is wrong with them */
function readOptions(args: readonly string[]): WorkbenchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        home: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        open: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return '';
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
      return `--port needs a number from 0 to 65535, not "${values.port}".`;
    }
    return { home: values.home, host: values.host, port, open: values.open, json: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === '') {
    process.stdout.write(usage);
    return 0;
  }
  if (typeof options === 'string') {
    process.stderr.write(`figscope: ${options}\n\n${usage}`);
    return 2;
  }
  try {
    return await runWorkbench(options);
  } catch (thrown) {
    const { code, message, remedy, facts } = errorRecord(thrown);
    process.stderr.write(`figscope: ${message}${remedy ? ` ${remedy}` : ''}\n`);
    const error = { code, message, detail: { ...facts, ...(remedy ? { remedy } : {}) } };
    if (options.json) process.stdout.write(`${JSON.stringify({ error })}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));

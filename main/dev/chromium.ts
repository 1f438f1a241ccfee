/**
 * Finds the Chromium that end-to-end tests drive: FIGSCOPE_CHROMIUM, else one that is installed, else the one inside
 * the development dependency @sparticuz/chromium (Linux x64), unpacked once into .cache/.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface Chromium {
  readonly executablePath: string;
  /** As the program prints it: `Chromium 153.0.8010.0`. */
  readonly version: string;
  /** Added to the environment it is started with. */
  readonly env: Readonly<Record<string, string>>;
}

/** Why there is none, in one sentence. */
export interface NoChromium {
  readonly missing: string;
}

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<Chromium | NoChromium> {
  const named = env['FIGSCOPE_CHROMIUM'];
  if (named !== undefined && named !== '') {
    return existsSync(named)
      ? probe(named, {})
      : { missing: `FIGSCOPE_CHROMIUM names ${named}, which does not exist.` };
  }
  const installed = installedChromium(env);
  if (installed !== undefined) {
    const found = await probe(installed, {});
    if (!('missing' in found)) return found;
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium();
  return { missing: 'No Chromium is installed here; install Chromium or Chrome, or set FIGSCOPE_CHROMIUM.' };
}

const fixedPlaces: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
};

function installedChromium(env: NodeJS.ProcessEnv): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const folders = process.platform === 'win32' ? [] : (env['PATH'] ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...(fixedPlaces[process.platform] ?? [])].find((path) => existsSync(path));
}

/** Starts it once for its version: a program whose libraries are missing exists, but does not run. */
async function probe(
  executablePath: string,
  extra: Readonly<Record<string, string>>,
): Promise<Chromium | NoChromium> {
  // Chrome on Windows opens a window instead of answering.
  if (process.platform === 'win32') return { executablePath, version: 'unknown', env: extra };
  try {
    const { stdout } = await run(executablePath, ['--version', '--no-sandbox'], {
      env: { ...process.env, ...extra },
      timeout: 20_000,
    });
    return { executablePath, version: stdout.trim(), env: extra };
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    return { missing: `${executablePath} does not start: ${reason.trim().split('\n')[0]}` };
  }
}

async function packagedChromium(): Promise<Chromium | NoChromium> {
  const packageFolder = join(root, 'node_modules', '@sparticuz', 'chromium');
  if (!existsSync(packageFolder)) return { missing: 'The package @sparticuz/chromium is not installed.' };
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const folder = join(root, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(packageFolder, folder);
  const executable = join(folder, 'chromium');
  const fonts: Readonly<Record<string, string>> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const found = await probe(executable, fonts);
  if (!('missing' in found)) return checkVersion(found, version);
  // A bare machine lacks libnss3; the package carries its own copy of that family.
  const withLibraries = { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  const second = await probe(executable, withLibraries);
  return 'missing' in second ? found : checkVersion(second, version);
}

const checkVersion = (found: Chromium, packageVersion: string): Chromium | NoChromium =>
  found.version.includes(` ${packageVersion.split('.')[0]}.`)
    ? found
    : { missing: `${found.executablePath} is ${found.version}, not ${packageVersion}; remove its folder.` };

/**
 * The package unpacks into the system's temporary folder and trusts whatever already lies there; in a process whose
 * temporary folder is ours alone it cannot meet another version.
 */
async function unpack(packageFolder: string, folder: string): Promise<void> {
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  const code = [
    "const { default: chromium, inflate } = await import('@sparticuz/chromium');",
    'await chromium.executablePath();',
    `await inflate(${JSON.stringify(join(packageFolder, 'bin', 'al2023.tar.br'))});`,
  ].join('\n');
  await run(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
  });
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // Otherwise another process was faster.
  }
}

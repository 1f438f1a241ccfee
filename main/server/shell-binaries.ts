/**
 * Which programs of this machine can show the window. Looks at files only and starts nothing: asking the `electron`
 * package itself (importing it, running it) would begin a download.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const electronFile: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Path of Electron's binary, or undefined when the package is there without it. */
export function electronBinary(env: Environment = process.env): string | undefined {
  const packageFolder = electronPackage();
  if (packageFolder === undefined) return undefined;
  const pathFile = join(packageFolder, 'path.txt');
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8').trim()
    : (electronFile[process.platform] ?? 'electron');
  const path = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

function electronPackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];

function fixedBrowsers(env: Environment): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((name) => env[name]);
  return folders
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
}

/** A Chromium-based browser that can open an app window (`--app=`): FIGSCOPE_BROWSER, else one that is installed. */
export function browserBinary(env: Environment = process.env): string | undefined {
  const named = env['FIGSCOPE_BROWSER'];
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const folders = process.platform === 'win32' ? [] : (env['PATH'] ?? '').split(delimiter);
  const onPath = browserNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...fixedBrowsers(env)].find((path) => existsSync(path));
}

/**
 * What pip is told on this machine, read as pip reads it: the files of the system, of the person and of the environment,
 * then PIP_CONFIG_FILE, then variables PIP_*; later ones win, and in files the command's own section wins over [global].
 */
import { existsSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';

export interface PipConfiguration {
  readonly indexUrl?: string;
  readonly extraIndexUrls: readonly string[];
  /** pip may ask no index at all. */
  readonly noIndex: boolean;
  /** A file with certificates that are trusted besides the system's. */
  readonly certificates?: string;
  readonly proxy?: string;
}

export interface PipSurroundings {
  readonly platform: NodeJS.Platform;
  readonly homeFolder: string;
  /** Where the system has its settings; a test has its own. */
  readonly etc?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function readPipConfiguration(where: PipSurroundings): PipConfiguration {
  const values = new Map<string, string>();
  for (const file of configurationFiles(where)) {
    if (!existsSync(file)) continue;
    const sections = parseSections(readFileSync(file, 'utf8'));
    for (const section of ['global', 'install', 'download'])
      for (const [key, value] of sections.get(section) ?? []) values.set(key, value);
  }
  for (const [name, value] of Object.entries(where.environment))
    if (/^PIP_\w+$/i.test(name) && value) values.set(optionName(name.slice('PIP_'.length)), value);
  return {
    extraIndexUrls: (values.get('extra-index-url') ?? '').split(/\s+/).filter(Boolean),
    noIndex: /^(1|true|yes|on|y|t)$/i.test(values.get('no-index') ?? ''),
    ...some('indexUrl', values.get('index-url')),
    ...some('certificates', values.get('cert')),
    ...some('proxy', values.get('proxy')),
  };
}

/** From the weakest to the strongest. */
function configurationFiles({ platform, homeFolder, environment, etc = '/etc' }: PipSurroundings): string[] {
  const named = environment['PIP_CONFIG_FILE'];
  if (named === devNull) return [];
  const mac = platform === 'darwin';
  const configFolder = environment['XDG_CONFIG_HOME'] || join(homeFolder, '.config');
  const macFolder = join(homeFolder, 'Library', 'Application Support', 'pip');
  const systemFolders = mac
    ? ['/Library/Application Support']
    : (environment['XDG_CONFIG_DIRS'] || join(etc, 'xdg')).split(':').reverse();
  const environments = [environment['CONDA_PREFIX'], environment['VIRTUAL_ENV']].filter((folder) => !!folder);
  return [
    ...systemFolders.map((folder) => join(folder, 'pip', 'pip.conf')),
    ...(mac ? [] : [join(etc, 'pip.conf')]),
    join(homeFolder, '.pip', 'pip.conf'),
    join(mac && existsSync(macFolder) ? macFolder : join(configFolder, 'pip'), 'pip.conf'),
    ...environments.map((folder) => join(folder ?? '', 'pip.conf')),
    ...(named ? [named] : []),
  ];
}

/** An INI file: sections of `key = value` or `key: value`; indented lines go on with the value before them. */
function parseSections(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let values = new Map<string, string>();
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[(.+)\]\s*$/.exec(line);
    const pair = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (header) {
      values = sections.get(header[1]) ?? new Map<string, string>();
      sections.set(header[1], values);
      last = undefined;
    } else if (/^\s/.test(line) && last !== undefined) {
      values.set(last, `${values.get(last) ?? ''}\n${line.trim()}`.trim());
    } else if (pair) {
      last = optionName(pair[1]);
      values.set(last, pair[2]);
    }
  }
  return sections;
}

/** pip takes index_url, INDEX_URL and --index-url for the same. */
const optionName = (name: string): string =>
  name.trim().toLowerCase().replaceAll('_', '-').replace(/^--/, '');

const some = <Key extends string>(key: Key, value: string | undefined) => (value ? { [key]: value } : {});

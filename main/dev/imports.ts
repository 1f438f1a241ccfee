/** Reads what a source file imports, and says which of it the import rules forbid. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';
import { openFolders, packages, type Room, rooms } from './import-rules.ts';

export interface Import {
  /** As written; undefined for `import(variable)`. */
  readonly specifier: string | undefined;
  /** Erased before it runs. */
  readonly typeOnly: boolean;
}

const codeFolders = ['app', 'main', 'renderer', 'native', 'e2e'];

/** Every source file of the checkout, from its root, with forward slashes. */
export const sourceFiles = (root: string): readonly string[] =>
  codeFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs|js)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort();

/** Static, dynamic and re-exporting imports, and `import('x').Type`. */
export function importsOf(path: string, source: string): readonly Import[] {
  const found: Import[] = [];
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const one = importOf(node);
    if (one !== undefined) found.push(one);
    for (const child of Object.values(node)) if (typeof child === 'object') visit(child);
  };
  visit(program);
  return found;
}

function importOf(node: object): Import | undefined {
  const get = (of: unknown, key: string): unknown =>
    typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined;
  const text = (of: unknown): string | undefined => {
    const value = get(of, 'value');
    return typeof value === 'string' ? value : undefined;
  };
  switch (get(node, 'type')) {
    case 'ImportDeclaration':
      return { specifier: text(get(node, 'source')), typeOnly: isTypeOnly(node, 'importKind') };
    case 'ExportAllDeclaration':
      return { specifier: text(get(node, 'source')), typeOnly: get(node, 'exportKind') === 'type' };
    case 'ExportNamedDeclaration':
      if (get(node, 'source') == null) return undefined;
      return { specifier: text(get(node, 'source')), typeOnly: isTypeOnly(node, 'exportKind') };
    case 'ImportExpression':
      return { specifier: text(get(node, 'source')), typeOnly: false };
    case 'TSImportType':
      return {
        specifier: text(get(node, 'source') ?? get(get(node, 'argument'), 'literal')),
        typeOnly: true,
      };
    case 'TSExternalModuleReference':
      return { specifier: text(get(node, 'expression')), typeOnly: false };
    default:
      return undefined;
  }
}

function isTypeOnly(node: object, kindKey: 'importKind' | 'exportKind'): boolean {
  if (Reflect.get(node, kindKey) === 'type') return true;
  const specifiers: unknown = Reflect.get(node, 'specifiers');
  return (
    Array.isArray(specifiers) &&
    specifiers.length > 0 &&
    specifiers.every(
      (one: unknown) => typeof one === 'object' && one !== null && Reflect.get(one, kindKey) === 'type',
    )
  );
}

const isTest = (path: string): boolean =>
  /\.(test|bench)\.tsx?$|-suite\.ts$|(^|\/)(fake|test)-[^/]*\.tsx?$|\/testing\//.test(path);

/** `renderer/features/*` is a room for each folder below. */
function roomOf(path: string): (Room & { readonly home: string }) | undefined {
  const matches = rooms.flatMap((room) => {
    const pattern = room.folder.replace('*', '[^/]+');
    const home = new RegExp(`^${pattern}(?=/|$)`).exec(path)?.[0];
    return home === undefined ? [] : [{ ...room, home }];
  });
  return matches.sort((a, b) => b.home.length - a.home.length)[0];
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
const isWithinAny = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => isWithin(path, folder));

/** What the rules have against the imports of one file; each a sentence. */
export function violations(path: string, source: string): readonly string[] {
  const room = roomOf(path);
  if (room === undefined) return [`${path} is in no room of the import rules.`];
  return importsOf(path, source).flatMap((one) => {
    const problem = problemOf(path, room, one);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
}

function problemOf(path: string, room: Room & { readonly home: string }, one: Import): string | undefined {
  const { specifier, typeOnly } = one;
  const free = isTest(path) || room.folder === 'main/dev' || room.folder === 'main/start.mjs';
  if (specifier === undefined) return free ? undefined : 'import() of something that is not written out';
  const target = repositoryPath(path, specifier);
  if (target === undefined) return packageProblem(path, specifier, typeOnly, free);
  if (isWithin(target, room.home) || isWithinAny(target, openFolders)) return undefined;
  // Tests may use what they test and the helpers of main/dev.
  if (
    isTest(path) &&
    (isWithin(target, 'main/dev') || topOf(target) === topOf(path) || topOf(path) !== 'e2e')
  )
    return undefined;
  if (isWithinAny(target, room.imports)) return undefined;
  if (isWithinAny(target, room.types ?? [])) {
    return typeOnly ? undefined : `${room.home} may import only types of ${target}`;
  }
  return `${room.home} may not import ${target}`;
}

const topOf = (path: string): string | undefined => path.split('/')[0];

/** Path from the root for a relative or `#room/` import; undefined for a package. */
function repositoryPath(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (!specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')));
}

function packageProblem(
  path: string,
  specifier: string,
  typeOnly: boolean,
  free: boolean,
): string | undefined {
  if (builtinModules.includes(specifier) && !specifier.startsWith('node:'))
    return `"${specifier}" is written "node:${specifier}"`;
  // Importing electron in plain Node starts a download, so a test may do that least of all.
  if (specifier === 'electron' && isTest(path) && !typeOnly) return 'a test uses only types of "electron"';
  if (free) return undefined;
  const entry = Object.entries(packages)
    .filter(([name]) => name === specifier || (name.endsWith('*') && specifier.startsWith(name.slice(0, -1))))
    .sort(([a], [b]) => b.length - a.length)[0];
  if (entry === undefined) return `"${specifier}" is not in the table of packages`;
  return isWithinAny(path, entry[1]) ? undefined : `"${specifier}" may not be imported here`;
}

export const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

/** The built renderer, read once: a request names a file of this list or nothing, so an address never becomes a path. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { findInstallation } from '../host/installation.ts';

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Names under assets/ carry a hash of their content. */
  readonly cacheControl: string;
}

/** Address path (`/index.html`, `/assets/...`) -> file. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const builtRenderer = (): string => join(findInstallation().root, 'dist', 'renderer');

/** Empty when the renderer has not been built. */
export function readStaticFiles(folder: string = builtRenderer()): StaticFiles {
  const files = new Map<string, StaticFile>();
  for (const path of filesBelow(folder)) {
    const type = types[extname(path)];
    if (type === undefined) continue;
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    const cacheControl = address.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
    files.set(address, { bytes: new Uint8Array(readFileSync(path)), type, cacheControl });
  }
  return files;
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** The file of an address; `/` is the page. */
export const staticFile = (files: StaticFiles, pathname: string): StaticFile | undefined =>
  files.get(pathname === '/' ? '/index.html' : pathname);

/**
 * `new URL('../workers/data.ts', import.meta.url)` means a place beside the source file. A bundle lies elsewhere, so
 * the build rewrites each such address: an entry becomes its built file, anything else below resources/ or native/
 * the same file seen from the bundle. Code then works unchanged from source (tests) and from dist/.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import type { MainEntry } from './build-main.ts';

const fileUrl = /new URL\(\s*(['"`])(\.{1,2}\/[^'"`$]*)\1,\s*import\.meta\.url,?\s*\)/g;
const posix = (path: string): string => path.split(sep).join('/');

/**
 * @param root absolute path of the checkout
 * @param output path of the bundle below dist/
 * @throws when an address leads to neither an entry nor resources/ or native/: it would be broken in dist/
 */
export function keepFileUrls(root: string, output: string, entries: readonly MainEntry[]): Plugin {
  return {
    name: 'figscope-file-urls',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return undefined;
      return {
        code: code.replace(fileUrl, (_all, _quote, address: string) => {
          const target = rewriteFileUrl(root, output, entries, id, address);
          return `new URL(${JSON.stringify(target)}, import.meta.url)`;
        }),
        map: null,
      };
    },
  };
}

/** The address as the bundle must say it. */
export function rewriteFileUrl(
  root: string,
  output: string,
  entries: readonly MainEntry[],
  sourceFile: string,
  address: string,
): string {
  const target = posix(relative(root, resolve(dirname(sourceFile), address)));
  const entry = entries.find(({ source }) => source === target);
  const fromBundle = (path: string): string => {
    const way = posix(relative(dirname(join(root, 'dist', output)), join(root, path)));
    const withDot = way.startsWith('.') ? way : `./${way}`;
    return address.endsWith('/') && !withDot.endsWith('/') ? `${withDot}/` : withDot;
  };
  if (entry !== undefined) return fromBundle(`dist/${entry.output}`);
  if (target === '' || target === 'package.json' || /^(resources|native|dist)(\/|$)/.test(target))
    return fromBundle(target);
  const what = existsSync(join(root, target)) ? 'is no entry of the build' : 'does not exist';
  throw new Error(`${posix(relative(root, sourceFile))}: "${address}" leads to ${target}, which ${what}.`);
}

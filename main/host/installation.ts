/** Where the parts of this installation are, whether run from sources, from the build or from a package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FigscopeError } from '#app/util/error.ts';

export interface Installation {
  readonly root: string;
  readonly version: string;
  /** resources/: model descriptions, presets, the trained sample model. */
  readonly resources: string;
  /** Built worker entries: data.mjs, compute.mjs, images.mjs. */
  worker(name: 'data' | 'compute' | 'images'): URL;
}

export function findInstallation(from: string = import.meta.url): Installation {
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    const version = figscopeVersion(join(folder, 'package.json'));
    if (version !== undefined) {
      return {
        root: folder,
        version,
        resources: join(folder, 'resources'),
        worker: (name) => pathToFileURL(join(folder, 'dist', 'main', 'workers', `${name}.mjs`)),
      };
    }
    if (dirname(folder) === folder) {
      throw new FigscopeError('internal', {
        message: 'The installation of Figscope is incomplete.',
        remedy: 'Install it again.',
      });
    }
  }
}

function figscopeVersion(packageFile: string): string | undefined {
  if (!existsSync(packageFile)) return undefined;
  const content: unknown = JSON.parse(readFileSync(packageFile, 'utf8'));
  if (typeof content !== 'object' || content === null || !('name' in content) || content.name !== 'figscope')
    return undefined;
  return 'version' in content ? String(content.version) : '0.0.0';
}

/**
 * Where tests find the golden data and the real inputs. They are not part of the repository: tests that need them
 * skip without them, unless FIGSCOPE_REQUIRE names `shared`; then their absence fails the run.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const repositoryRoot = resolve(import.meta.dirname, '../..');

/** The folder of the shared data: FIGSCOPE_SHARED, else `shared` beside the repository. */
export function sharedFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return resolve(environment['FIGSCOPE_SHARED'] ?? join(repositoryRoot, '..', 'shared'));
}

/** Whether FIGSCOPE_REQUIRE (a comma-separated list) names `what`. */
export function isRequired(
  what: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const required = environment['FIGSCOPE_REQUIRE'] ?? '';
  return required
    .split(',')
    .map((name) => name.trim())
    .includes(what);
}

/**
 * Absolute path of a file or folder of the shared data, or undefined where it is absent.
 * Throws when it is absent although FIGSCOPE_REQUIRE names `shared`, so that a run that must use it cannot pass
 * by skipping.
 */
export function sharedPath(
  relativePath: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const path = join(sharedFolder(environment), relativePath);
  if (existsSync(path)) return path;
  if (isRequired('shared', environment)) {
    throw new Error(`FIGSCOPE_REQUIRE names shared, but ${path} does not exist.`);
  }
  return undefined;
}

/** As sharedPath, for use inside a test that runs only where the data is: absence is always an error. */
export function requireShared(relativePath: string): string {
  const path = sharedPath(relativePath);
  if (path === undefined) throw new Error(`${join(sharedFolder(), relativePath)} does not exist.`);
  return path;
}

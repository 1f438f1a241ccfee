/** A wheel's file name taken apart (PEP 427), and the best wheel for a need. */
import { compareVersions, type WheelNeed } from '../wheel-set.ts';

interface WheelName {
  readonly project: string;
  readonly version: string;
  /** 'cp311', 'py3', ... */
  readonly python: string;
  readonly platform: string;
}

/** Undefined for what is no wheel. */
export function parseWheelName(file: string): WheelName | undefined {
  const parts = file.endsWith('.whl') ? file.slice(0, -'.whl'.length).split('-') : [];
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  const [project, version] = parts;
  return {
    project: normalProject(project),
    version,
    python: parts.at(-3) ?? '',
    platform: parts.at(-1) ?? '',
  };
}

/** One spelling of a project's name (PEP 503). */
export const normalProject = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

/** The Python that a wheel is built for does not matter to its libraries; the pinned hashes are of these. */
const pinnedPython = ['py3', 'cp311'];

/** The tested version if it is there, else the newest that does; undefined when none fits. */
export function bestWheel<File extends { readonly file: string }>(
  need: WheelNeed,
  files: readonly File[],
): File | undefined {
  const rank = (name: WheelName) =>
    (name.version === need.version ? 2 : 0) + (pinnedPython.includes(name.python) ? 1 : 0);
  return files
    .flatMap((file) => {
      const name = parseWheelName(file.file);
      return name && fitsNeed(name, need) ? [{ file, name }] : [];
    })
    .sort(
      (one, other) =>
        rank(other.name) - rank(one.name) || compareVersions(other.name.version, one.name.version),
    )[0]?.file;
}

function fitsNeed({ project, version, platform }: WheelName, need: WheelNeed): boolean {
  if (project !== need.project || !need.fits(platform)) return false;
  if (version === need.version) return true;
  return (
    /^[\d.]+$/.test(version) &&
    compareVersions(version, need.atLeast) >= 0 &&
    compareVersions(version, need.below) < 0
  );
}

/** The end of an export: attribution, manifest, and what is reported of it. */
import { readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { restrictedIn, type ExportResult, type SkippedFigure } from '#app/domain/export.ts';
import { writeFileAtomically } from '#main/store/atomic-file.ts';
import { writeAttribution } from './attribution.ts';
import { stateName } from './export-state.ts';
import { packsImages } from './formats.ts';
import { dataPaths, manifestName, type Manifest } from './manifest.ts';
import type { ExportRun } from './run-export.ts';
import { skippedName } from './skipped-list.ts';

/** Writes what comes last. The state goes when the manifest is there: from then on the export is complete. */
export async function finishExport({
  corpus,
  selection,
  files,
  skipped,
  state,
  signal,
}: ExportRun): Promise<Manifest> {
  const { identity, tally } = state;
  function* exported(): Generator<number> {
    for (const pass of selection.passes) {
      for (const id of pass.rows(-1)) if (!skipped.has(id)) yield id;
    }
  }
  const articles = await writeAttribution(files, corpus, exported(), signal);
  if (files.opened(skippedName)) await files.finish(skippedName);
  const manifest: Manifest = {
    figscope: { version: figscopeVersion(), export: 1 },
    createdAt: new Date().toISOString(),
    corpus: corpus.meta.name,
    identity,
    articles,
    ...tally,
    restricted: restrictedIn(tally.byLicense),
    embedding: null,
    data: dataPaths(identity, files.finished),
    files: [...files.finished],
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  writeFileAtomically(join(files.root, manifestName), [Buffer.from(text)]);
  await rm(join(files.root, stateName), { force: true });
  return manifest;
}

/** What is said of a complete export; `skipped` are the first figures that are not in it. */
export async function resultOf(
  root: string,
  manifest: Manifest,
  skipped: readonly SkippedFigure[],
): Promise<ExportResult> {
  const { identity, figures, byLicense, bySplit, files, imageBytes } = manifest;
  const images = packsImages.has(identity.format)
    ? { files: 0, bytes: 0 }
    : { files: figures, bytes: imageBytes };
  const own = await stat(join(root, manifestName));
  return {
    figures,
    files: files.length + images.files + 1,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) + images.bytes + own.size,
    byLicense,
    bySplit,
    skipped: [...skipped],
    skippedCount: manifest.skipped,
  };
}

/** Of the package that this file belongs to, built or not. */
function figscopeVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const version = versionIn(join(folder, 'package.json'));
    if (version !== undefined) return version;
    if (dirname(folder) === folder) return 'unknown';
  }
}

function versionIn(packageFile: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(packageFile, 'utf8'));
    if (typeof content !== 'object' || content === null || !('version' in content)) return undefined;
    return 'name' in content && content.name === 'figscope' ? String(content.version) : undefined;
  } catch {
    return undefined;
  }
}

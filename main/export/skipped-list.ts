/** Figures that could not be exported: all in a file of the export, the first in the result. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SkippedFigure } from '#app/domain/export.ts';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { errorRecord } from '#app/util/error.ts';
import { csvLine } from './formats/csv.ts';
import type { ExportFiles } from './export-files.ts';
import { partEnding } from './part-file.ts';

export const skippedName = 'skipped.csv';

/** As many as a report shows. */
const listed = 1000;

const head = 'row,figure,code,why\n';

export class SkippedList {
  /** The first ones. */
  readonly first: SkippedFigure[] = [];
  readonly #files: ExportFiles;
  readonly #rows: Uint8Array;

  private constructor(files: ExportFiles, rows: number) {
    this.#files = files;
    this.#rows = new Uint8Array(Math.ceil(rows / 8));
  }

  /** The list as the last checkpoint knew it. */
  static async open(files: ExportFiles, rows: number): Promise<SkippedList> {
    const list = new SkippedList(files, rows);
    if (!files.opened(skippedName)) return list;
    for await (const { row, ...skipped } of linesOf(join(files.root, skippedName + partEnding))) {
      list.#note(row, skipped);
    }
    return list;
  }

  async add({ id, article, figureId }: FigureDetail, thrown: unknown): Promise<void> {
    const { code, message } = errorRecord(thrown);
    const skipped = { figure: `${article.key}/${figureId}`, code, message: message.replaceAll(/\s+/g, ' ') };
    this.#note(id, skipped);
    const part = await this.#files.part(skippedName, head);
    await part.append(csvLine([id, skipped.figure, skipped.code, skipped.message]));
  }

  has(id: number): boolean {
    return ((this.#rows[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }

  #note(id: number, skipped: SkippedFigure): void {
    this.#rows[id >> 3] |= 1 << (id & 7);
    if (this.first.length < listed) this.first.push(skipped);
  }
}

/** The first figures that are not in a complete export. */
export async function readSkipped(root: string): Promise<readonly SkippedFigure[]> {
  const path = join(root, skippedName);
  const first: SkippedFigure[] = [];
  if (!existsSync(path)) return first;
  for await (const { row: _, ...skipped } of linesOf(path)) {
    first.push(skipped);
    if (first.length === listed) break;
  }
  return first;
}

async function* linesOf(path: string): AsyncGenerator<SkippedFigure & { readonly row: number }> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [, row, figure = '', code = '', message = ''] = /^(\d+),"(.*?)","([^"]*)","(.*)"$/.exec(line) ?? [];
    if (row !== undefined) yield { row: Number(row), figure, code, message: message.replaceAll('""', '"') };
  }
}

/**
 * `vectors/<id>/`: the vectors of a corpus by one model.
 *
 *     passport.json               what they were made with
 *     state.json                  how many rows of each side are complete, and their dimension
 *     image.f16, text.f16         row i is figure i; a row that could not be embedded is zero
 *     image.ivf, text.ivf         approximate indexes (ivf/index-format.ts): made from the vectors, never needed
 *     failed.jsonl                why, one line per such row
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { passport, type Passport } from '#app/domain/passport.ts';
import { writeFileAtomically } from './atomic-file.ts';

export type VectorSide = 'image' | 'text';

/** `state.json` of an embedding. */
export const vectorState = z.object({
  dimension: z.number().int().min(1),
  /** Complete rows of each side; what a file holds beyond them is the rest of a killed process. */
  image: z.number().int().min(0),
  text: z.number().int().min(0),
  createdAt: z.string(),
});
export type VectorState = z.infer<typeof vectorState>;

export interface StoredEmbedding {
  readonly id: string;
  readonly folder: string;
  readonly passport: Passport;
  readonly state: VectorState;
}

const vectorsFolder = (corpusFolder: string): string => join(corpusFolder, 'vectors');
export const vectorPath = (folder: string, side: VectorSide): string => join(folder, `${side}.f16`);

export const bytesPerValue = 2;

function readParsed<T extends z.ZodType>(path: string, schema: T): z.output<T> | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return schema.safeParse(json).data;
  } catch {
    // Missing, or being made.
    return undefined;
  }
}

/** How far the vectors of a folder are; undefined when there are none. Never more than the files really hold. */
export function readVectorState(folder: string): VectorState | undefined {
  const state = readParsed(join(folder, 'state.json'), vectorState);
  if (!state) return undefined;
  const rowsIn = (side: VectorSide): number => {
    const sizeBytes = statSync(vectorPath(folder, side), { throwIfNoEntry: false })?.size ?? 0;
    return Math.min(state[side], Math.floor(sizeBytes / (state.dimension * bytesPerValue)));
  };
  return { ...state, image: rowsIn('image'), text: rowsIn('text') };
}

export function writeVectorState(folder: string, state: VectorState): void {
  writeFileAtomically(join(folder, 'state.json'), [new TextEncoder().encode(JSON.stringify(state))]);
}

/** The embedding in a folder; undefined until it has a passport and a first commit. */
export function readEmbedding(corpusFolder: string, id: string): StoredEmbedding | undefined {
  const folder = join(vectorsFolder(corpusFolder), id);
  const made = readParsed(join(folder, 'passport.json'), passport);
  const state = readVectorState(folder);
  return made && state ? { id, folder, passport: made, state } : undefined;
}

/** Every embedding of a corpus, by id. */
export function embeddingsOf(corpusFolder: string): StoredEmbedding[] {
  const folder = vectorsFolder(corpusFolder);
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder)
    .sort()
    .map((id) => readEmbedding(corpusFolder, id))
    .filter((embedding) => embedding !== undefined);
}

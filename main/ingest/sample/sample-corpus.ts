/**
 * The sample corpus: figure-caption pairs drawn by the project itself from a seed, so that every machine has the same
 * small, pleasant and learnable corpus without a download. The articles are invented; their figures look biomedical
 * and every caption states what its figure shows.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FigureRecord, IngestItem } from '#app/domain/figure.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { mapOrdered } from '#app/util/ordered.ts';
import { captionOf, mentionsOf } from './caption.ts';
import { writeImage } from './image-file.ts';
import { planSample, type PlannedFigure } from './plan.ts';

/** What to draw and where to. */
export interface SampleOptions {
  /** Same seed, same figures; 0 by default. */
  readonly seed?: number;
  /** Number of figures; 1,200 by default. */
  readonly count?: number;
  /** Folder of the image files; made if absent. */
  readonly directory: string;
  /** Stops with a `cancelled` error. */
  readonly signal?: AbortSignal;
}

/** Images being encoded and written while the next ones are drawn. */
const filesUnderWay = 6;

/**
 * Draws the corpus: writes one PNG file a figure and yields its record once the file is complete, in a fixed order,
 * figures of one article together. Drawing again writes the same files. Throws what the file system says (no space,
 * no permission) as FigscopeError.
 */
export async function* sampleFigures(options: SampleOptions): AsyncGenerator<IngestItem> {
  const { seed = 0, count = 1200, directory, signal } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new FigscopeError('invalid-input', {
      message: `A sample corpus cannot have ${count} figures.`,
      remedy: 'Ask for a whole number of figures, 1 or more.',
    });
  }
  try {
    await mkdir(directory, { recursive: true });
    const planned = planSample(seed, count);
    let done = 0;
    const records = mapOrdered(planned, filesUnderWay, (figure) => {
      signal?.throwIfAborted();
      return makeFigure(figure, directory);
    });
    for await (const figure of records) {
      done++;
      yield { kind: 'figure', figure };
      if (done % 50 === 0 || done === count)
        yield { kind: 'progress', done, total: count, detail: 'figures drawn' };
    }
  } catch (thrown) {
    throw toFigscopeError(thrown);
  }
}

async function makeFigure(planned: PlannedFigure, directory: string): Promise<FigureRecord> {
  const { themed, number, sketch, random, panels } = planned;
  const { article, subject } = themed;
  const figureId = `fig${number}`;
  const caption = captionOf(random, sketch, subject);
  const [width, height] = imageSize(planned);
  const canvas = sketch.draw(width, height);
  return {
    article,
    figureId,
    label: `Figure ${number}`,
    caption,
    mentions: mentionsOf(random, sketch, number, subject),
    panels: panels > 1 ? ['A', 'B', 'C', 'D'].slice(0, panels) : [],
    modality: planned.modality,
    image: await writeImage(canvas, join(directory, `${article.key}_${figureId}.png`)),
    split: planned.split,
  };
}

/** Width and height in pixels: about the same area for every figure, more where it has several panels. */
function imageSize({ random, sketch, panels }: PlannedFigure): [number, number] {
  const scale = random.uniform(258, 294) * (panels > 2 ? 1.3 : panels === 2 ? 1.15 : 1);
  const stretch = Math.sqrt(sketch.aspect);
  const clampSide = (side: number) => Math.round(Math.min(512, Math.max(256, side)));
  return [clampSide(scale * stretch), clampSide(scale / stretch)];
}

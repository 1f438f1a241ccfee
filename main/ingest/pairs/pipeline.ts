/** The JSON lines of the pipeline released with BiomedCLIP: an article a line, its figures in a list. */
import { rasterStem } from '../file-names.ts';
import { isRecord } from './rows.ts';
import type { Values } from './rows.ts';

/** A figure as a row of the table readers, with the names its image may have. */
export interface PipelineFigure {
  readonly values: Values;
  readonly images: readonly string[];
}

const endings = ['.jpg', '.png', '.gif', '.tif', '.tiff', '.jpeg'];

/**
 * The figures of a line. That pipeline appends `.jpg` to every reference and writes `None` for a missing label: the
 * other endings are tried too, and the word is no label.
 */
export function pipelineFigures(line: Values): readonly PipelineFigure[] {
  const figures: readonly unknown[] = Array.isArray(line['figures']) ? line['figures'] : [];
  return figures.filter(isRecord).map((figure) => {
    const label = figure['fig_label'];
    const reference = figure['graphic_ref'];
    return {
      values: {
        pmid: line['pmid'],
        pmcid: line['pmc'],
        figure: figure['fig_id'],
        label: label === 'None' ? undefined : label,
        ...exportedFields(line, figure),
        caption: figure['fig_caption'],
        image: reference,
      },
      images: typeof reference === 'string' ? imageNames(reference) : [],
    };
  });
}

function imageNames(reference: string): readonly string[] {
  const stem = rasterStem(reference);
  return [...new Set([reference, ...endings.map((ending) => stem + ending), stem])];
}

/** What an export of ours adds to the shape, of the article and of the figure. */
function exportedFields(line: Values, figure: Values): Values {
  const [article, own] = [line['figscope'], figure['figscope']];
  return isRecord(article) && isRecord(own) ? { ...article, ...own } : {};
}

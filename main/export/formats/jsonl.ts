/**
 * JSON lines in the shape of the pipeline released with BiomedCLIP: an article a line, its figures in a list. What that
 * shape has no place for is under one key, `figscope`, of the line and of each figure.
 */
import { exportedArticle } from '#app/domain/exported-figure.ts';
import type { FormatPlace, FormatWriter } from '../format-writer.ts';
import { imagePath, type Sample } from '../sample.ts';

export const jsonlName = 'pubmed_parsed_data.jsonl';

/** An article is written when its last figure came, or when it has this many. */
const figuresPerLine = 1000;

export function jsonlWriter({ files }: FormatPlace): FormatWriter {
  let article: Sample[] = [];

  const settle = async (): Promise<void> => {
    const part = await files.part(jsonlName);
    if (article.length > 0) await part.append(`${JSON.stringify(lineOf(article))}\n`);
    article = [];
  };
  const continues = ({ figure }: Sample): boolean =>
    article[0]?.figure.article.key === figure.article.key && article.length < figuresPerLine;

  return {
    place: (sample) => files.image(imagePath('images', sample), sample.image.bytes),
    isBoundary: (next) => !continues(next),
    settle,
    add: async (sample) => {
      if (!continues(sample)) await settle();
      // The bytes are on the disk: only the words wait for the rest of the article.
      article.push({ ...sample, image: { ...sample.image, bytes: new Uint8Array() } });
    },
    end: async () => {
      await settle();
      await files.finish(jsonlName);
    },
  };
}

function lineOf(samples: readonly Sample[]): Record<string, unknown> {
  const { article } = samples[0]?.figure ?? {};
  if (!article) return {};
  return {
    pmid: article.pmid ?? '',
    pmc: article.pmcid?.replace(/^PMC/i, '') ?? '',
    location: 'images',
    figures: samples.map((sample) => figureOf(sample, article.pmid ?? article.key)),
    figscope: exportedArticle(article),
  };
}

function figureOf(sample: Sample, articleName: string): Record<string, unknown> {
  const { figure, fields } = sample;
  const articleFields: ReadonlySet<string> = new Set(Object.keys(exportedArticle(figure.article)));
  return {
    fig_caption: figure.caption,
    fig_id: figure.figureId,
    fig_label: figure.label ?? '',
    graphic_ref: imagePath('images', sample),
    pair_id: `${articleName}_${figure.figureId}`,
    figscope: Object.fromEntries(Object.entries(fields).filter(([name]) => !articleFields.has(name))),
  };
}

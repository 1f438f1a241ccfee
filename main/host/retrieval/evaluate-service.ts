/** Cross-modal retrieval over a split, exact, both directions (paper, "Cross-modal retrieval"). */
import type { ComputeChoice } from '#app/domain/engine.ts';
import type { RecallReport, RetrievalReport } from '#app/domain/search.ts';
import type { SplitName } from '#app/domain/figure.ts';
import { proportionInterval, retrievalReport } from '#app/ml/metrics/retrieval.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { CorpusService } from '../corpus/corpus-service.ts';
import type { EmbedService } from '../models/embed-service.ts';

/** Pairs shown in the worst-ranked list. */
const worstShown = 24;

export class EvaluateService {
  readonly #corpora: CorpusService;
  readonly #embed: EmbedService;

  constructor(parts: { corpora: CorpusService; embed: EmbedService }) {
    this.#corpora = parts.corpora;
    this.#embed = parts.embed;
  }

  async retrieval({
    corpus,
    model,
    split,
    compute,
  }: {
    corpus: string;
    model: string;
    split: SplitName;
    compute?: ComputeChoice;
  }): Promise<RetrievalReport> {
    const startedAt = performance.now();
    const data = await this.#corpora.open(corpus);
    const embedding = await this.#embed.ensure(corpus, model, compute);
    const { ids, imageToText, textToImage } = await data['data.ranks']({ embedding, split });
    if (ids.length === 0) {
      throw new FigscopeError('invalid-input', {
        message: `${corpus} has no pair in its ${split} split.`,
        remedy: 'Choose another split, or import more articles: splits are drawn by article.',
      });
    }
    const worst = worstRows(ids, imageToText, textToImage).slice(0, worstShown);
    const { rows } = await data['data.rows']({ ids: worst.map((pair) => pair.id) });
    return {
      corpus,
      model,
      split,
      pool: ids.length,
      imageToText: recall(imageToText),
      textToImage: recall(textToImage),
      worst: rows.map((figure, i) => ({
        figure,
        imageToTextRank: Math.round(worst[i].imageToText),
        textToImageRank: Math.round(worst[i].textToImage),
      })),
      milliseconds: performance.now() - startedAt,
    };
  }
}

function recall(ranks: Float64Array): RecallReport {
  const report = retrievalReport(ranks);
  const interval = (share: number) => proportionInterval(Math.round(share * ranks.length), ranks.length);
  return { ...report, ci: { r1: interval(report.r1), r5: interval(report.r5), r10: interval(report.r10) } };
}

function worstRows(ids: Uint32Array, imageToText: Float64Array, textToImage: Float64Array) {
  return [...ids]
    .map((id, i) => ({ id, imageToText: imageToText[i], textToImage: textToImage[i] }))
    .filter((pair) => pair.imageToText > 1 || pair.textToImage > 1)
    .sort((a, b) => b.imageToText + b.textToImage - (a.imageToText + a.textToImage));
}

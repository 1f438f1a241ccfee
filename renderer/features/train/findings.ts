/** How a run goes, in plain words: each finding is a rule over numbers that it names. */
import type { RunDetail } from '#app/domain/run.ts';
import { formatCount } from '#renderer/ui/format.ts';

export interface Finding {
  readonly tone: 'positive' | 'warning' | 'danger' | 'neutral';
  readonly title: string;
  readonly text: string;
}

/** A loss this far below chance (in nats) is no accident. */
const clearlyBelowChance = 0.2;
/** Steps after which a run that still sits at chance deserves a word. */
const patience = 100;

export function findingsOf(run: RunDetail): Finding[] {
  const last = run.last;
  if (!last)
    return [
      {
        tone: 'neutral',
        title: 'Preparing',
        text: 'Reading captions, training the vocabulary, building the graph.',
      },
    ];
  return [lossFinding(run, last.loss), scaleFinding(last.logitScale), recallFinding(run)].filter(
    (finding) => finding !== undefined,
  );
}

function lossFinding({ config, step }: RunDetail, loss: number): Finding {
  const chance = Math.log(config.batchSize);
  const below = chance - loss;
  if (!Number.isFinite(loss)) {
    return {
      tone: 'danger',
      title: 'The loss is not a number',
      text: 'The last update was skipped. Stop, and resume with a smaller learning rate.',
    };
  }
  if (below > clearlyBelowChance) {
    return {
      tone: 'positive',
      title: 'Towers are aligned',
      text: `The loss is ${loss.toFixed(2)}, ${below.toFixed(2)} below chance (ln ${formatCount(config.batchSize)} = ${chance.toFixed(2)}).`,
    };
  }
  if (step < patience) {
    return {
      tone: 'neutral',
      title: 'At the chance line',
      text: `The loss is ${loss.toFixed(2)}; guessing gives ln ${formatCount(config.batchSize)} = ${chance.toFixed(2)}. It should leave that line soon.`,
    };
  }
  return {
    tone: 'warning',
    title: 'Still at the chance line',
    text: `After ${formatCount(step)} steps the loss is ${loss.toFixed(2)}, chance is ${chance.toFixed(2)}. Try a smaller learning rate or a longer warm-up.`,
  };
}

function scaleFinding(logitScale: number): Finding {
  const range = 'It starts at 14.3 and may rise to 100.';
  if (logitScale >= 99.9)
    return {
      tone: 'warning',
      title: 'Logit scale is at its limit',
      text: `It is ${logitScale.toFixed(1)}. ${range} The model may be memorising.`,
    };
  return {
    tone: 'positive',
    title: 'Logit scale is healthy',
    text: `It is ${logitScale.toFixed(1)}. ${range}`,
  };
}

function recallFinding({ validations, best }: RunDetail): Finding | undefined {
  const last = validations.at(-1);
  if (!last || !best) return undefined;
  const r5 = (point: typeof last) =>
    `${(100 * point.imageToText.r5).toFixed(0)} / ${(100 * point.textToImage.r5).toFixed(0)} %`;
  const chance = (100 * Math.min(5, last.pool)) / last.pool;
  const mean = 50 * (last.imageToText.r5 + last.textToImage.r5);
  const bestMean = 50 * (best.imageToText.r5 + best.textToImage.r5);
  const numbers = `R@5 is ${r5(last)} (image→text / text→image) in a pool of ${last.pool}; guessing gives ${chance.toFixed(1)} %.`;
  if (best.step < last.step && bestMean - mean > 5) {
    return {
      tone: 'warning',
      title: 'Validation was better before',
      text: `${numbers} It was ${r5(best)} at step ${formatCount(best.step)}: the model may be learning the training pairs by heart.`,
    };
  }
  return {
    tone: mean > 3 * chance ? 'positive' : 'neutral',
    title: mean > 3 * chance ? 'It finds pairs it has not seen' : 'Little better than guessing yet',
    text: numbers,
  };
}

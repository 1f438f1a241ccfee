/** What the engine benchmark measures: pieces of work that every side can do. */
import type { Precision } from '#app/domain/engine.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';

export type TaskKind = 'image' | 'text' | 'train';

/** One piece of work, done over and over with the same input. */
export interface BenchTask {
  readonly kind: TaskKind;
  readonly config: ModelConfig;
  readonly precision: Precision;
  readonly batch: number;
  /** Tokens per text, before open_clip pads them to the context length. */
  readonly tokens: number;
  /** Safetensors file of the weights, as an installed model has it; open_clip makes weights of its own. */
  readonly weights?: string;
  /** torch.compile; only open_clip. */
  readonly compiled?: boolean;
}

export type BenchCommand =
  | { readonly op: 'prepare'; readonly threads: number; readonly task: BenchTask }
  | { readonly op: 'run' }
  | { readonly op: 'release' };

/** Answer of a side: how long it took and what the process holds; or why it could not. */
export interface BenchAnswer {
  readonly ms: number;
  readonly rssBytes: number;
  readonly peakBytes: number;
}

/** [batch, 3, size, size], the same values on both sides. */
export function benchImages({ image }: ModelConfig, batch: number): Float32Array {
  return Float32Array.from({ length: batch * 3 * image.imageSize ** 2 }, (_, index) =>
    Math.sin(index * 0.37),
  );
}

/** [batch, tokens], every text full. */
export function benchTexts({ text }: ModelConfig, batch: number, tokens: number): Int32Array {
  return Int32Array.from(
    { length: batch * tokens },
    (_, index) => 1 + ((index * 7919) % (text.vocabularySize - 1)),
  );
}

/** The configuration of a model in words. What a configuration does not have is left out, never guessed. */
import type { ModelDetail } from '#app/domain/model.ts';
import { formatCount } from '#renderer/ui/format.ts';

interface Tower {
  readonly kind: string;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly patchSize: number | undefined;
}

const towerNames: Readonly<Record<string, string>> = {
  vit: 'ViT, timm',
  'clip-vit': 'ViT, open_clip',
  bert: 'BERT',
  'clip-text': 'CLIP text transformer',
};
const tokenizerNames: Readonly<Record<string, string>> = { wordpiece: 'WordPiece', bpe: 'Byte pairs' };

export interface Architecture {
  readonly imageTower: string | undefined;
  readonly textTower: string | undefined;
  readonly tokenizer: string;
}

/** "ViT, timm, 12 × 768, 12 heads, patches of 16 px, 86.2 M": depth × width, and the parameters of the tower. */
export function architectureOf({ config, tokenizer, tensors }: ModelDetail): Architecture {
  const [image, text] = [towerOf(config['image']), towerOf(config['text'])];
  const inTower = (image: boolean): number =>
    tensors
      .filter(({ name, shape }) => shape.length > 0 && name.startsWith('visual.') === image)
      .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  return {
    imageTower: image && describe(image, inTower(true)),
    textTower: text && describe(text, inTower(false)),
    tokenizer: `${tokenizerNames[tokenizer.kind] ?? tokenizer.kind}, ${formatCount(tokenizer.vocabularySize)} entries, ${formatCount(tokenizer.contextLength)} tokens`,
  };
}

function towerOf(part: unknown): Tower | undefined {
  if (!isRecord(part)) return undefined;
  const { kind, width, depth, heads, patchSize } = part;
  if (typeof kind !== 'string' || typeof width !== 'number') return undefined;
  if (typeof depth !== 'number' || typeof heads !== 'number') return undefined;
  return { kind, width, depth, heads, patchSize: typeof patchSize === 'number' ? patchSize : undefined };
}

const describe = ({ kind, depth, width, heads, patchSize }: Tower, parameters: number) =>
  [
    towerNames[kind] ?? kind,
    `${depth} × ${formatCount(width)}`,
    `${heads} ${heads === 1 ? 'head' : 'heads'}`,
    ...(patchSize === undefined ? [] : [`patches of ${patchSize} px`]),
    formatMillions(parameters),
  ].join(', ');

/** `195.9 M`, `1.17 M`, `41,022`. */
export function formatMillions(count: number): string {
  if (count < 1_000_000) return formatCount(count);
  const millions = count / 1_000_000;
  return `${millions.toFixed(millions < 10 ? 2 : 1)} M`;
}

export interface Setting {
  /** `text.depth`. */
  readonly key: string;
  readonly value: string;
}

/** A configuration as lines; lists of plain values stay on one line. */
export function settingsOf(config: Readonly<Record<string, unknown>>, prefix = ''): readonly Setting[] {
  return Object.entries(config).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    if (isRecord(value)) return settingsOf(value, `${key}.`);
    return [{ key, value: Array.isArray(value) ? value.join(' ') : String(value) }];
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

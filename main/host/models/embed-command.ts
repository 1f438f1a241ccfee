/** The command that does what an embedding job does: what is left to the defaults is left out. */
import { anyEngine, type ComputeChoice } from '#app/domain/engine.ts';

export interface EmbedChoices {
  readonly sides: readonly ('image' | 'text')[];
  readonly batch: number;
  /** Default: whatever is fastest. */
  readonly compute?: ComputeChoice | undefined;
}

export const bothSides: EmbedChoices = { sides: ['image', 'text'], batch: 32 };

export function embedCommand(
  corpus: string,
  model: string,
  { sides, batch, compute = anyEngine }: EmbedChoices,
): string {
  const { engine, device, precision } = compute;
  return [
    `figscope embed ${corpus} --model ${model}`,
    ...(sides.length === bothSides.sides.length ? [] : [`--side ${sides.join(',')}`]),
    ...(batch === bothSides.batch ? [] : [`--batch ${batch}`]),
    ...(engine === anyEngine.engine ? [] : [`--engine ${engine}`]),
    ...(device === anyEngine.device ? [] : [`--device ${device}`]),
    ...(precision === anyEngine.precision ? [] : [`--precision ${precision}`]),
  ].join(' ');
}

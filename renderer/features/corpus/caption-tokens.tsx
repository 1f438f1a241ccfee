import type { TokenCut } from '#app/domain/search.ts';
import { knownContexts } from '#renderer/stores/figure-lookups.ts';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import type { HostAnswer } from '#renderer/stores/use-answer.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import styles from './caption-tokens.module.css';

interface Tick {
  readonly context: number;
  readonly name: string;
}

/** How many tokens a caption has, against what models read: a bar with their contexts, and the model that counts. */
export function CaptionTokens(props: {
  answer: HostAnswer<TokenCut>;
  model: string | undefined;
  onModel: (model: string | undefined) => void;
}) {
  const { answer, model, onModel } = props;
  const models = useModelsStore((state) => state.models) ?? [];
  const cut = answer.value;
  return (
    <div className={styles.tokens}>
      {cut ? <Meter cut={cut} /> : <p className={styles.wait}>{waitingWords(answer)}</p>}
      <div className={styles.foot}>
        <p className={styles.sentence}>{cut && sentence(cut)}</p>
        <SelectField
          variant="quiet"
          label="Tokens by"
          value={model ?? 'newest'}
          options={[
            { value: 'newest', label: cut && model === undefined ? cut.model : 'newest embedding' },
            ...models
              .filter(({ name }) => model !== undefined || name !== cut?.model)
              .map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(name) => onModel(name === 'newest' ? undefined : name)}
        />
      </div>
    </div>
  );
}

function waitingWords({ error }: HostAnswer<TokenCut>): string {
  return error ? `Tokens were not counted: ${error.message}` : 'Counting tokens';
}

/** What follows the line, and who never sees it. */
function sentence({ tokens, contextLength, model, cuts }: TokenCut): string {
  const cutAt = (context: number): boolean =>
    cuts.some((cut) => cut.context === context && cut.at !== undefined);
  const by = [
    ...(cutAt(contextLength) ? [`${model} (${formatCount(contextLength)})`] : []),
    ...(cutAt(256) && contextLength !== 256 ? ['a model with 256'] : []),
  ];
  if (by.length === 0)
    return cutAt(77) ? 'Only a model with 77 cuts this caption.' : 'No model here cuts this caption.';
  return `${formatCount(tokens)} tokens; what follows the line ${by.join(' or ')} never sees.`;
}

const height = 22;
const width = 400;

function Meter({ cut: { tokens, contextLength, model } }: { cut: TokenCut }) {
  const known: readonly Tick[] = knownContexts;
  const ticks = known.some(({ context }) => context === contextLength)
    ? known
    : [{ context: contextLength, name: model }, ...known];
  const most = Math.max(tokens, ...ticks.map(({ context }) => context)) * 1.06;
  const x = (count: number): number => (count / most) * width;
  return (
    <div className={styles.meter}>
      <svg
        className={styles.bar}
        viewBox={`0 0 ${width} 8`}
        preserveAspectRatio="none"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing, not a file
        role="img"
        aria-label={`${tokens} tokens; ${ticks.map(({ context, name }) => `${name} reads ${context}`).join(', ')}`}
      >
        <rect className={styles.track} y="2" width={width} height="4" rx="2" />
        <rect className={styles.fill} y="2" width={x(tokens)} height="4" rx="2" />
        {ticks.map(({ context }) => (
          <rect
            key={context}
            className={tokens > context ? styles.passed : styles.tick}
            x={x(context)}
            width="1.5"
            height={height}
          />
        ))}
      </svg>
      <b className={styles.count}>{formatCount(tokens)} tokens</b>
      <ul className={styles.names}>
        {ticks.map(({ context, name }) => (
          <li key={context} data-passed={tokens > context || undefined}>
            {context} {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

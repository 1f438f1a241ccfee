/** The passport, whose equality decides whether vectors may be compared, and what the model is made of. */
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ModelDetail, ModelSummary } from '#app/domain/model.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { DescriptionList } from '#renderer/ui/description-list.tsx';
import { formatBytes, formatCount, formatMoment, formatNoun } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { architectureOf, formatMillions } from './architecture.ts';
import { Card, Cards } from './card.tsx';
import { engineName } from './engine-name.ts';
import styles from './overview-tab.module.css';

export function OverviewTab({ model, detail }: { model: ModelSummary; detail: ModelDetail | undefined }) {
  return (
    <Cards>
      <PassportCard model={model} />
      <ArchitectureCard model={model} detail={detail} />
    </Cards>
  );
}

function PassportCard({ model }: { model: ModelSummary }) {
  const { passport } = model;
  const { imageSize, interpolation, mean, std } = passport.preprocessing;
  return (
    <Card
      title="Passport"
      end={
        <IconButton
          icon={Copy}
          size="small"
          label="Copy the passport"
          onClick={() => void copyText(JSON.stringify(passport, null, 2), 'Passport copied')}
        />
      }
    >
      <DescriptionList
        entries={[
          { term: 'Weights', value: <Hash what="weights" value={passport.weightsHash} /> },
          { term: 'Tokenizer', value: <Hash what="tokenizer" value={passport.tokenizerHash} /> },
          { term: 'Image', value: `shortest side ${imageSize} px, ${interpolation}, centre crop, RGB` },
          { term: 'Mean, dev.', value: `${mean.map(short).join(' ')}, ${std.map(short).join(' ')}` },
          { term: 'Made with', value: `${engineName(passport.engine)}, ${passport.precision}` },
        ]}
      />
      <ProvenanceLine
        facts={['embeddings with another passport are refused; engine and precision may differ']}
      />
    </Card>
  );
}

function ArchitectureCard({ model, detail }: { model: ModelSummary; detail: ModelDetail | undefined }) {
  const architecture = detail && architectureOf(detail);
  const waiting = detail ? undefined : '…';
  return (
    <Card title="Architecture">
      <DescriptionList
        entries={[
          { term: 'Image tower', value: architecture?.imageTower ?? waiting },
          { term: 'Text tower', value: architecture?.textTower ?? waiting },
          { term: 'Tokenizer', value: architecture?.tokenizer ?? waiting },
          {
            term: 'Parameters',
            value: detail
              ? `${formatMillions(model.parameters)} in ${formatNoun(detail.tensors.length, 'tensor')}`
              : formatMillions(model.parameters),
          },
          { term: 'Vector', value: `${formatCount(model.embedDimension)} numbers` },
          { term: 'Came from', value: model.source },
        ]}
      />
      <ProvenanceLine
        facts={[
          formatBytes(model.sizeBytes),
          `described as ${model.preset}`,
          model.origin === 'built-in' ? 'shipped with Figscope' : formatMoment(model.createdAt),
        ]}
      />
    </Card>
  );
}

const Hash = ({ what, value }: { what: string; value: string }): ReactNode => (
  <span className={styles.hash}>
    <code title={value}>{`sha256 ${value.slice(0, 12)}…${value.slice(-4)}`}</code>
    <IconButton
      icon={Copy}
      size="small"
      label={`Copy the hash of the ${what}`}
      onClick={() => void copyText(value, 'Hash copied')}
    />
  </span>
);

const short = (value: number): string => value.toFixed(3).replace(/^0/, '');

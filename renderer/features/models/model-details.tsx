/** One model: what it is, where it came from, its passport, and what can be done with it. */
import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ModelDetail, ModelSummary } from '#app/domain/model.ts';
import { host } from '#renderer/stores/client.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { showFailure, showToast } from '#renderer/stores/toasts-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DescriptionList } from '#renderer/ui/description-list.tsx';
import { formatBytes, formatCount } from '#renderer/ui/format.ts';
import { PaneBody, PaneHead, PaneSection } from '#renderer/ui/pane.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { engineName } from './engine-name.ts';
import styles from './model-details.module.css';

export function ModelDetails({ model }: { model: ModelSummary }) {
  const detail = useDetail(model.name);
  const { passport } = model;
  return (
    <>
      <PaneHead title={model.name} />
      <PaneBody>
        <PaneSection title="Use it">
          <p className={styles.links}>
            <a href={linkTo('classify', undefined, { model: model.name })}>Classify images with it</a>
            <a href={linkTo('retrieve', undefined, { model: model.name })}>Retrieve with it</a>
          </p>
          {model.origin === 'run' && <KeepForm model={model} />}
          {model.origin === 'imported' && <RemoveButton model={model} />}
        </PaneSection>
        <PaneSection title="Facts">
          <DescriptionList
            entries={[
              { term: 'came from', value: model.source },
              { term: 'licence', value: model.license },
              { term: 'description', value: model.preset },
              { term: 'parameters', value: formatCount(model.parameters) },
              { term: 'embedding', value: `${formatCount(model.embedDimension)} numbers` },
              {
                term: 'tokenizer',
                value:
                  detail &&
                  `${detail.tokenizer.kind}, ${formatCount(detail.tokenizer.vocabularySize)} entries, ${formatCount(detail.tokenizer.contextLength)} tokens`,
              },
              { term: 'on disk', value: formatBytes(model.sizeBytes) },
            ]}
          />
        </PaneSection>
        <PaneSection title="Passport">
          <p className={styles.note}>
            Embeddings are compared only when all of this is equal, but for precision and engine.
          </p>
          <DescriptionList
            entries={[
              {
                term: 'weights',
                value: <code className={styles.hash}>{passport.weightsHash.slice(0, 16)}</code>,
              },
              {
                term: 'tokenizer',
                value: <code className={styles.hash}>{passport.tokenizerHash.slice(0, 16)}</code>,
              },
              {
                term: 'image',
                value: `${passport.preprocessing.imageSize} px, ${passport.preprocessing.interpolation}`,
              },
              { term: 'mean', value: passport.preprocessing.mean.join(' ') },
              { term: 'deviation', value: passport.preprocessing.std.join(' ') },
              { term: 'precision', value: passport.precision },
              { term: 'engine', value: engineName(passport.engine) },
            ]}
          />
        </PaneSection>
        {detail && (
          <PaneSection title="Tensors" end={formatCount(detail.tensors.length)}>
            <ul className={styles.tensors}>
              {detail.tensors.map(({ name, shape }) => (
                <li key={name}>
                  <code>{name}</code>
                  <span>{shape.length === 0 ? 'scalar' : shape.join(' × ')}</span>
                </li>
              ))}
            </ul>
          </PaneSection>
        )}
      </PaneBody>
    </>
  );
}

function KeepForm({ model }: { model: ModelSummary }) {
  const [name, setName] = useState('');
  const run = model.name.replace(/^run:/, '');
  const keep = async () => {
    recordCommand(`figscope model keep ${run} --name ${name}`);
    try {
      const kept = await host()['models.keep']({ run, name });
      setName('');
      showToast({
        tone: 'positive',
        title: `Kept as ${kept.name}`,
        detail: 'It stays when the run is removed.',
      });
    } catch (error) {
      showFailure('Not kept', error);
    }
  };
  return (
    <form
      className={styles.keep}
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '') void keep();
      }}
    >
      <TextField
        label="Keep these weights under a name"
        value={name}
        placeholder="my-first-clip"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={name === ''}>
        Keep
      </Button>
    </form>
  );
}

function RemoveButton({ model }: { model: ModelSummary }) {
  const [sure, setSure] = useState(false);
  const remove = async () => {
    recordCommand(`figscope model remove ${model.name}`);
    try {
      const { freedBytes } = await host()['models.remove']({ model: model.name });
      showToast({ tone: 'info', title: `Removed ${model.name}`, detail: `${formatBytes(freedBytes)} freed` });
    } catch (error) {
      showFailure('Not removed', error);
    }
  };
  return (
    <Button
      icon={Trash2}
      variant={sure ? 'danger-solid' : 'danger'}
      onClick={() => (sure ? void remove() : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {sure ? `Remove ${formatBytes(model.sizeBytes)} for good` : 'Remove'}
    </Button>
  );
}

function useDetail(model: string): ModelDetail | undefined {
  const [detail, setDetail] = useState<ModelDetail>();
  useEffect(() => {
    let wanted = true;
    host()
      ['models.show']({ model })
      .then((shown) => {
        if (wanted) setDetail(shown);
      })
      .catch((error: unknown) => showFailure(`${model} could not be read`, error));
    return () => {
      wanted = false;
    };
  }, [model]);
  return detail;
}

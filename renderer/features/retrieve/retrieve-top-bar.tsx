import { type Direction, directions } from '#app/domain/search.ts';
import { useCorporaStore, useCorpus } from '#renderer/stores/corpora-store.ts';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { CorpusSwitch } from '#renderer/ui/corpus-switch.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import type { RetrievePlace } from './place.ts';

const directionNames: Readonly<Record<Direction, string>> = {
  'text-image': 'Text → image',
  'image-text': 'Image → text',
  'image-image': 'Image → image',
  'text-text': 'Text → text',
};

/** Where the search goes: corpus, direction, model. */
export function RetrieveTopBar(props: {
  corpus: string | undefined;
  place: RetrievePlace;
  direction: Direction;
  allowed: readonly Direction[];
  onChange: (next: Partial<RetrievePlace>) => void;
}) {
  const { corpus, place, direction, allowed } = props;
  const corpora = useCorporaStore((state) => state.corpora) ?? [];
  const models = useModelsStore((state) => state.models) ?? [];
  const summary = useCorpus(corpus);
  const narrow = useMediaQuery('(max-width: 1279px)');
  return (
    <TopBar>
      <VisuallyHidden>
        <h1>Retrieve in {corpus}</h1>
      </VisuallyHidden>
      <CorpusSwitch
        current={corpus}
        detail={summary && formatNoun(summary.pairs, 'pair')}
        corpora={corpora}
        onChange={(name) => navigate({ view: 'retrieve', subject: name, params: {} })}
      />
      <ToolbarLine />
      {narrow ? (
        <SelectField
          variant="quiet"
          label="Direction"
          hideLabel
          value={direction}
          options={allowed.map((value) => ({ value, label: directionNames[value] }))}
          onChange={(next) => props.onChange({ direction: next })}
        />
      ) : (
        <Segmented
          label="Direction"
          value={direction}
          segments={directions.map((value) => ({
            value,
            label: directionNames[value],
            disabled: !allowed.includes(value),
          }))}
          onChange={(next) => props.onChange({ direction: next })}
        />
      )}
      <SelectField
        variant="quiet"
        label="Model"
        value={place.model ?? 'newest'}
        options={[
          { value: 'newest', label: 'newest embedding' },
          ...models.map(({ name, origin }) => ({ value: name, label: name, detail: origin })),
        ]}
        onChange={(name) => props.onChange({ model: name === 'newest' ? undefined : name })}
      />
    </TopBar>
  );
}

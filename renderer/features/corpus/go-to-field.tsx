import { useRef, useState } from 'react';
import type { FigureReference } from '#app/domain/corpus.ts';
import { errorRecord } from '#app/util/error.ts';
import { positionInView, useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import { placeNumber } from './place-number.ts';
import { setCursor, setGoingTo } from './view-state.ts';

/** Asks for a place in the view: its number, or the name of a figure. */
export function GoToField({ onGone }: { onGone: () => void }) {
  const total = useCorpusViewStore((state) => state.result?.total ?? 0);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const asking = useRef(new AbortController());
  const close = (): void => {
    asking.current.abort();
    setGoingTo(false);
    onGone();
  };
  const goTo = (index: number): void => {
    setCursor(index);
    close();
  };
  const find = async (figure: FigureReference): Promise<void> => {
    setBusy(true);
    const { signal } = asking.current;
    try {
      const position = await positionInView(figure, signal);
      if (signal.aborted) return;
      if (position === undefined) setError(`${figure} is in the corpus, but not in this view.`);
      else goTo(position);
    } catch (thrown) {
      if (!signal.aborted) setError(errorRecord(thrown).message);
    }
    if (!signal.aborted) setBusy(false);
  };
  const submit = (): void => {
    const number = placeNumber(typed);
    if (number === undefined) void find(typed.trim());
    else if (number < 1 || number > total) setError(`This view has the places 1 to ${formatCount(total)}.`);
    else goTo(number - 1);
  };
  return (
    <FormDialog
      title="Go to"
      action="Go"
      busy={busy}
      ready={typed.trim() !== ''}
      onSubmit={submit}
      onClose={close}
    >
      <TextField
        label={`Place in this view, 1 to ${formatCount(total)}, or a figure`}
        placeholder="1,200,000 or PMC13900/F1"
        value={typed}
        error={error}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setError(undefined);
        }}
        hint="A number is a place in the order that is shown. A figure is ARTICLE/figure or sha256:…"
      />
    </FormDialog>
  );
}

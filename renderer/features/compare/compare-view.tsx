/** Two figures side by side: images under one zoom, captions word by word, facts and cosines. */
import { ArrowLeftRight, Link2, Link2Off, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { chooseCorpus, useCorporaStore, visitCorpus } from '#renderer/stores/corpora-store.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { figureOf } from '#renderer/stores/figure-lookups.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import { useAnswer } from '#renderer/stores/use-answer.ts';
import { Button } from '#renderer/ui/button.tsx';
import type { ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import type { RelativeView } from '#renderer/ui/pan-zoom.ts';
import { ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { useRememberedFlag } from '#renderer/ui/use-remembered.ts';
import { Candidates } from './candidates.tsx';
import { CompareFacts } from './compare-facts.tsx';
import { CompareSide } from './compare-side.tsx';
import { goTo, placeOf, type Side, swapped } from './place.ts';
import styles from './compare-view.module.css';

type Views = Readonly<Record<Side, RelativeView | undefined>>;

export function CompareView() {
  const { subject, params } = useRouteStore((state) => state.route);
  const { corpora, lastCorpus } = useCorporaStore();
  const corpus = chooseCorpus(corpora ?? [], subject, lastCorpus);
  const place = placeOf(params);
  const [linked, setLinked] = useRememberedFlag('compare.linked', true);
  const [views, setViews] = useState<Views>({ a: undefined, b: undefined });
  /** The side that keys and candidates are about. */
  const [active, setActive] = useState<Side>('b');
  const viewers = { a: useRef<ImageViewerHandle>(null), b: useRef<ImageViewerHandle>(null) };
  const figures = { a: useFigure(corpus, place.a), b: useFigure(corpus, place.b) };
  useEffect(() => {
    if (corpus !== undefined) visitCorpus(corpus);
  }, [corpus]);
  const reference = figures.b.value && `${figures.b.value.article.key}/${figures.b.value.figureId}`;
  useEffect(() => {
    if (corpus !== undefined && reference !== undefined)
      recordCommand(figscopeLine('corpus', 'show', corpus, reference));
  }, [corpus, reference]);

  const onView = (side: Side, view: RelativeView | undefined): void =>
    setViews((before) => (linked ? { a: view, b: view } : { ...before, [side]: view }));
  const toggleLinked = (): void => {
    setLinked(!linked);
    if (!linked) setViews((before) => ({ a: before[active], b: before[active] }));
  };
  const swap = (): void => {
    goTo(corpus, swapped(place));
    setViews(({ a, b }) => ({ a: b, b: a }));
  };
  const replace = (side: Side, figure: number): void => goTo(corpus, { ...place, [side]: figure });
  const viewer = (): ImageViewerHandle | null => viewers[active].current;
  useShortcuts([
    { keys: ['L'], run: toggleLinked },
    { keys: ['S'], run: swap },
    { keys: ['Plus', '='], run: () => viewer()?.zoomIn() },
    { keys: ['-'], run: () => viewer()?.zoomOut() },
    { keys: ['0'], run: () => viewer()?.fit() },
    { keys: ['1'], run: () => viewer()?.actualSize() },
    { keys: ['B'], run: () => (viewers.a.current?.toggleBackdrop(), viewers.b.current?.toggleBackdrop()) },
    { keys: ['Left'], run: () => setActive('a') },
    { keys: ['Right'], run: () => setActive('b') },
    {
      keys: ['M'],
      run: () => navigate({ view: 'retrieve', subject: corpus, params: { like: String(place[active]) } }),
      when: () => place[active] !== undefined,
    },
    { keys: ['Esc'], run: () => history.back() },
  ]);
  const side = (name: Side) => (
    <CompareSide
      side={name}
      corpus={corpus}
      answer={figures[name]}
      chosen={place[name] !== undefined}
      active={active === name}
      viewer={viewers[name]}
      shared={{ view: views[name], onView: (view) => onView(name, view) }}
      onActive={() => setActive(name)}
      onReplace={(figure) => replace(name, figure)}
    />
  );
  return (
    <section className={styles.view} aria-label="Compare">
      <TopBar>
        <h1 className={styles.title}>Compare</h1>
        <span className={styles.corpus}>in {corpus}</span>
        <ToolbarLine />
        <Button
          variant="quiet"
          icon={linked ? Link2 : Link2Off}
          keys="L"
          aria-pressed={linked}
          onClick={toggleLinked}
        >
          {linked ? 'Zoom together' : 'Zoom apart'}
        </Button>
        <Button variant="quiet" icon={ArrowLeftRight} keys="S" onClick={swap}>
          Swap
        </Button>
        <Button variant="quiet" icon={Undo2} keys="Esc" onClick={() => history.back()}>
          Back
        </Button>
      </TopBar>
      <div className={styles.images}>
        {side('a')}
        {side('b')}
      </div>
      {corpus !== undefined && figures.a.value && figures.b.value && (
        <CompareFacts corpus={corpus} a={figures.a.value} b={figures.b.value} />
      )}
      {corpus !== undefined && (
        <Candidates
          corpus={corpus}
          of={figures[active === 'a' ? 'b' : 'a'].value ?? figures[active].value}
          side={active}
          onChoose={(figure) => replace(active, figure)}
        />
      )}
    </section>
  );
}

const useFigure = (corpus: string | undefined, id: number | undefined) =>
  useAnswer(corpus === undefined || id === undefined ? undefined : JSON.stringify([corpus, id]), (signal) =>
    figureOf(corpus ?? '', id ?? 0, signal),
  );

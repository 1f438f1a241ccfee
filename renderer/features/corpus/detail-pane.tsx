import { ChevronDown, ChevronUp, Columns2, Ellipsis, Link, TerminalSquare, X, ZoomIn } from 'lucide-react';
import { type RefObject, useEffect, useState } from 'react';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { positionInView, useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { reloadFigure, useFigureStore } from '#renderer/stores/figure-store.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { indexOfFigure, rowAt } from '#renderer/stores/rows.ts';
import { useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { ImageViewer, type ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { PaneHead } from '#renderer/ui/pane.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { DetailMeta } from './detail-meta.tsx';
import { DetailTabs, useDetailTab } from './detail-tabs.tsx';
import type { CorpusPlace } from './query-link.ts';
import { SiblingsStrip } from './siblings-strip.tsx';
import { step } from './use-corpus-keys.ts';
import type { SetPlace } from './use-corpus-place.ts';
import { setCursor } from './view-state.ts';
import styles from './detail-pane.module.css';

/** Everything about the open figure. The image and caption of the row are there before the rest has arrived. */
export function DetailPane(props: {
  corpus: string;
  figure: number | undefined;
  viewer: RefObject<ImageViewerHandle | null>;
  place: CorpusPlace;
  setPlace: SetPlace;
}) {
  const { corpus, figure, viewer, place, setPlace } = props;
  const index = useIndexInView(figure);
  const total = useCorpusViewStore((state) => state.result?.total ?? 0);
  // For a moment the view still shows another corpus, whose rows have the same numbers.
  const row = useCorpusViewStore((state) =>
    index === undefined || state.corpus !== corpus ? undefined : rowAt(state.pages, index),
  );
  const known = row?.id === figure ? row : undefined;
  // The cursor stays with the open figure, also when an edit gives it another rank.
  useEffect(() => {
    if (index !== undefined) setCursor(index);
  }, [index]);
  const detail = useFigureStore((state) =>
    state.corpus === corpus && state.id === figure ? state.detail : undefined,
  );
  const error = useFigureStore((state) => state.error);
  const [tab, setTab] = useDetailTab();
  useShortcuts([
    { keys: ['C'], run: () => detail && compareWithNext(corpus, detail.id, index) },
    { keys: ['1'], run: () => viewer.current?.actualSize() },
  ]);
  const image = detail?.image ?? known;
  const name = detail
    ? `${detail.article.key} / ${detail.figureId}`
    : known
      ? `${known.articleKey} / ${known.figureId}`
      : 'Figure';
  const close = (): void => setPlace({ ...place, figure: undefined });

  return (
    <div className={styles.detail}>
      <PaneHead title={name}>
        {index !== undefined && (
          <span className={styles.place}>
            {formatCount(index + 1)} of {formatCount(total)}
          </span>
        )}
        <span className={styles.tools}>
          <IconButton
            icon={ChevronUp}
            label="Previous figure"
            keys="K"
            onClick={() => step('previous', place, setPlace)}
          />
          <IconButton
            icon={ChevronDown}
            label="Next figure"
            keys="J"
            onClick={() => step('next', place, setPlace)}
          />
          {figure !== undefined && (
            <Button
              variant="quiet"
              size="small"
              icon={ZoomIn}
              keys="M"
              onClick={() =>
                navigate({ view: 'retrieve', subject: corpus, params: { like: String(figure) } })
              }
            >
              More like this
            </Button>
          )}
          <Menu
            align="end"
            trigger={<IconButton icon={Ellipsis} label="More" />}
            entries={[
              {
                kind: 'item',
                label: 'Compare with the next figure',
                icon: Columns2,
                keys: 'C',
                disabled: !detail,
                onSelect: () => detail && compareWithNext(corpus, detail.id, index),
              },
              { kind: 'line' },
              {
                kind: 'item',
                label: 'Copy the link to this figure',
                icon: Link,
                onSelect: () => void copyText(location.href, 'Link copied'),
              },
              {
                kind: 'item',
                label: 'Copy as a command',
                icon: TerminalSquare,
                onSelect: () =>
                  void copyText(
                    figscopeLine('corpus', 'show', corpus, name.replace(' / ', '/')),
                    'Command copied',
                  ),
              },
            ]}
          />
          <IconButton icon={X} label="Close" keys="Esc" onClick={close} />
        </span>
      </PaneHead>
      {error && !detail ? (
        <ErrorState
          title="This figure cannot be shown"
          message={error.message}
          remedy={error.remedy}
          onRetry={() => void reloadFigure()}
        />
      ) : (
        <>
          <div className={styles.viewer}>
            {image ? (
              <ImageViewer
                ref={viewer}
                src={blobUrl(corpus, image.sha256)}
                previewSrc={blobUrl(corpus, image.sha256, 256)}
                alt={detail?.label ?? known?.label ?? name}
                width={image.width}
                height={image.height}
              />
            ) : (
              <div className={styles.wait}>
                <WaitNote what="Fetching the figure" />
              </div>
            )}
          </div>
          {detail && (
            <>
              <div className={styles.about}>
                {detail.article.retracted && (
                  <Banner tone="danger" title="Retracted">
                    The article of this figure was withdrawn after it was published.
                  </Banner>
                )}
                <div className={styles.columns}>
                  <DetailTabs
                    corpus={corpus}
                    detail={detail}
                    highlights={known?.highlights ?? []}
                    tab={tab}
                    onTab={setTab}
                    onOpen={(id) => setPlace({ ...place, figure: id })}
                  />
                  <DetailMeta corpus={corpus} detail={detail} />
                </div>
              </div>
              <SiblingsStrip
                corpus={corpus}
                detail={detail}
                onOpen={(id) => setPlace({ ...place, figure: id })}
              />
            </>
          )}
        </>
      )}
    </div>
  );
}

/** Where the figure is in the view; asked of the host once when its row was never on screen. */
function useIndexInView(figure: number | undefined): number | undefined {
  const pages = useCorpusViewStore((state) => state.pages);
  const viewKey = useCorpusViewStore((state) => state.viewKey);
  const known = figure === undefined ? undefined : indexOfFigure(pages, figure);
  const [asked, setAsked] = useState<{ key: string; index: number | undefined }>();
  const key = `${viewKey}#${figure}`;
  const isKnown = known !== undefined;
  useEffect(() => {
    if (figure === undefined || isKnown || viewKey === '') return undefined;
    let current = true;
    void positionInView(figure).then(
      (position) => {
        if (current) setAsked({ key, index: position });
      },
      // The place in the view is a nicety; without it the figure is still shown.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [figure, isKnown, key, viewKey]);
  return known ?? (asked?.key === key ? asked.index : undefined);
}

/** Two figures side by side: this one and the one that follows it in the view; the other can be replaced there. */
export function compareWithNext(corpus: string, figure: number, index: number | undefined): void {
  const { pages } = useCorpusViewStore.getState();
  const next = index === undefined ? undefined : (rowAt(pages, index + 1) ?? rowAt(pages, index - 1));
  location.hash = linkTo('compare', corpus, { a: String(figure), b: next ? String(next.id) : '' });
}

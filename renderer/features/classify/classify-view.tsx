/** Classify: images at the left, the one in focus in the middle, labels and scores at the right. */
import { useEffect, type DragEvent } from 'react';
import { addFiles, change, useClassifyStore } from '#renderer/stores/classify-store.ts';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import { useRouteStore } from '#renderer/stores/route-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { carriesFiles, droppedFiles } from '#renderer/ui/dropped-files.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { SidePane } from '#renderer/ui/pane.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { FilesPane } from './files-pane.tsx';
import { FocusImage } from './focus-image.tsx';
import { LabelEditor } from './label-editor.tsx';
import { Scores } from './scores.tsx';
import styles from './classify-view.module.css';

export function ClassifyView() {
  const { files, selected } = useClassifyStore();
  useChosenModel();
  // In a narrow window the panes are remembered apart, so that the image keeps its place.
  const narrow = useMediaQuery('(max-width: 1279px)');
  const size = narrow ? '.narrow' : '';
  const file = files.find((candidate) => candidate.grant === selected);
  const onDrop = (event: DragEvent) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then((dropped) => addFiles(dropped));
  };
  return (
    // Dropping anywhere is a shortcut; the drop zone and its button do the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.view}
      aria-label="Classify"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      <ClassifyTopBar />
      <SidePane
        key={`files${size}`}
        id={`classify.files${size}`}
        label="Images"
        side="left"
        min={200}
        initial={narrow ? 200 : 262}
        max={420}
      >
        <FilesPane />
      </SidePane>
      <div className={styles.centre}>
        {file ? (
          <FocusImage key={file.grant} file={file} />
        ) : (
          <EmptyState title="No image yet">
            Drop an image anywhere here: PNG, JPEG, WebP, TIFF, 16-bit or DICOM. It stays on this machine and
            is scored against the labels at the right.
          </EmptyState>
        )}
      </div>
      <SidePane
        key={`results${size}`}
        id={`classify.results${size}`}
        label="Results"
        side="right"
        min={400}
        initial={narrow ? 400 : 560}
        max={760}
      >
        <div className={styles.results}>
          <LabelEditor />
          <Scores file={file} />
        </div>
      </SidePane>
    </section>
  );
}

function ClassifyTopBar() {
  const models = useModelsStore((state) => state.models) ?? [];
  const model = useClassifyStore((state) => state.model);
  return (
    <TopBar>
      <h1 className={styles.title}>Classify</h1>
      <SelectField
        variant="quiet"
        label="Model"
        value={model ?? null}
        options={models.map(({ name, origin }) => ({ value: name, label: name, detail: origin }))}
        onChange={(name) => change({ model: name })}
      />
      <Badge>research use only, not for diagnosis</Badge>
    </TopBar>
  );
}

/** The model of the link that led here, else one trained here, else the shipped one. */
function useChosenModel(): void {
  const models = useModelsStore((state) => state.models);
  const asked = useRouteStore((state) => state.route.params['model']);
  const model = useClassifyStore((state) => state.model);
  useEffect(() => {
    if (!models || models.length === 0) return;
    const known = (name: string | undefined) => models.some((candidate) => candidate.name === name);
    if (known(asked) && asked !== undefined && asked !== model) change({ model: asked });
    else if (!known(model))
      change({ model: (models.find(({ origin }) => origin === 'run') ?? models[0]).name });
    // A link is followed once; choosing another model afterwards holds.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [models, asked]);
}

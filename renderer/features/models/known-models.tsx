/** The models that are known by name, with licence and revisions, and the way to any other. */
import type { KnownModel } from '#app/domain/model.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './known-models.module.css';

/** The choice of a model that is not in the list. */
export const anotherModel = '';

export function KnownModels(props: {
  models: readonly KnownModel[] | undefined;
  chosen: string;
  revision: string;
  onChoose: (id: string) => void;
  onRevision: (revision: string) => void;
}) {
  const { models, chosen, revision, onChoose, onRevision } = props;
  if (!models) return <WaitNote what="Asking which models are known" />;
  return (
    <fieldset>
      <legend className={styles.legend}>Model</legend>
      <div className={styles.models}>
        {models.map((model) => (
          <div key={model.id} className={styles.model}>
            <label className={styles.choice}>
              <input
                type="radio"
                name="model"
                className={styles.radio}
                checked={model.id === chosen}
                onChange={() => onChoose(model.id)}
              />
              <span className={styles.words}>
                <span>
                  <b>{model.title}</b> <span className={styles.id}>{model.id}</span>
                </span>
                <span className={styles.about}>{model.about}</span>
                <span className={styles.about}>Licence: {model.license}</span>
              </span>
              {model.revisions[0] && (
                <span className={styles.size}>
                  {formatBytes((chosenRevision(model, revision) ?? model.revisions[0]).sizeBytes)}
                </span>
              )}
            </label>
            {model.id === chosen && model.revisions.length > 1 && (
              <SelectField
                className={styles.revision ?? ''}
                label="Revision"
                value={revision || (model.revisions[0]?.revision ?? null)}
                options={model.revisions.map((one) => ({
                  value: one.revision,
                  label: one.title,
                  detail: formatBytes(one.sizeBytes),
                }))}
                onChange={onRevision}
              />
            )}
          </div>
        ))}
        {models.length > 0 && (
          <div className={styles.model}>
            <label className={styles.choice}>
              <input
                type="radio"
                name="model"
                className={styles.radio}
                checked={chosen === anotherModel}
                onChange={() => onChoose(anotherModel)}
              />
              <span className={styles.words}>
                Another model
                <span className={styles.about}>CLIP in the layout of open_clip, by its id on the hub.</span>
              </span>
            </label>
          </div>
        )}
      </div>
    </fieldset>
  );
}

const chosenRevision = ({ revisions }: KnownModel, revision: string) =>
  revisions.find((one) => one.revision === revision);

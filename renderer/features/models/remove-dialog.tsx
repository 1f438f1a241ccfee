/** Remove an imported model: what it frees, and what of the corpora was made with it. */
import { useState } from 'react';
import type { ModelSummary } from '#app/domain/model.ts';
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { removeModel } from '#renderer/stores/model-actions.ts';
import { showFailure, showToast } from '#renderer/stores/toasts-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatBytes, formatNoun } from '#renderer/ui/format.ts';
import { embeddingsOf } from './embeddings-of.ts';
import styles from './dialog-form.module.css';

export function RemoveDialog({ model, onClose }: { model: ModelSummary; onClose: () => void }) {
  const embeddings = embeddingsOf(
    model,
    useCorporaStore((state) => state.corpora),
  );
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      const freedBytes = await removeModel(model.name);
      showToast({ tone: 'info', title: `Removed ${model.name}`, detail: `${formatBytes(freedBytes)} freed` });
      onClose();
    } catch (error) {
      showFailure('Not removed', error);
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={`Remove ${model.name}`}
      action={`Remove ${formatBytes(model.sizeBytes)} for good`}
      danger
      busy={busy}
      ready
      onSubmit={() => void remove()}
      onClose={onClose}
    >
      <p className={styles.words}>
        Its files are deleted: {formatBytes(model.sizeBytes)}. To have it again, import or download it again.
      </p>
      {embeddings.length > 0 && (
        <Banner
          tone="warning"
          title={`${formatNoun(embeddings.length, 'embedding')} ${embeddings.length === 1 ? 'was' : 'were'} made with it`}
        >
          <ul>
            {embeddings.map(({ corpus, embedding }) => (
              <li key={`${corpus} ${embedding.id}`}>
                {corpus}: {formatNoun(embedding.images, 'image')}, {formatNoun(embedding.texts, 'text')}
              </li>
            ))}
          </ul>
          They stay, but no new question can be asked of them until the same weights are here again.
        </Banner>
      )}
    </FormDialog>
  );
}

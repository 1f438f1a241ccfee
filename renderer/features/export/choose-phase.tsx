import { FolderTree, Upload } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { restrictedIn } from '#app/domain/export.ts';
import type { ErrorRecord } from '#app/util/error.ts';
import { closeExport, exportLine, startExport } from '#renderer/stores/export-store.ts';
import { listHostFolder } from '#renderer/stores/host-files.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import { formatCount, formatNoun } from '#renderer/ui/format.ts';
import { HostBrowser } from '#renderer/ui/host-browser.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { CheckGroup } from './check-group.tsx';
import { type ExportChoice, type ExportForm, formatChoices, requestOf } from './export-form.ts';
import { type Counted, useCounts } from './use-counts.ts';
import styles from './export-dialog.module.css';

/** What goes into the export, in which format, and where to. */
export function ChoosePhase(props: {
  corpus: string;
  query: CorpusQuery;
  /** Figures picked by hand. */
  picked: number | undefined;
  error: ErrorRecord | undefined;
  choice: ExportChoice;
  onChoice: (choice: ExportChoice) => void;
}) {
  const { corpus, query, picked, error, choice, onChoice } = props;
  const { form } = choice;
  const home = useSessionStore((state) => state.session?.home);
  const hasQuery = query.text !== '' || query.filter !== '';
  const [browsing, setBrowsing] = useState(false);
  const [busy, setBusy] = useState(false);
  const folderName = `${corpus}-${form.format}`;
  const out = choice.folder ?? (home === undefined ? '' : `${home}/exports/${folderName}`);
  const request = requestOf(form, { corpus, query, out });
  const counted = useCounts(corpus, form, query);
  const change = (changes: Partial<ExportForm>): void =>
    onChoice({ ...choice, form: { ...form, ...changes } });
  const setFolder = (folder: string): void => onChoice({ ...choice, folder });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!request.ok || busy || out === '') return;
    setBusy(true);
    void startExport(request.options).finally(() => setBusy(false));
  };
  if (browsing) {
    return (
      <HostBrowser
        list={listHostFolder}
        foldersOnly
        hint={`A new folder ${folderName} is made in the one you choose.`}
        onChoose={(path) => {
          setFolder(`${path.replace(/[/\\]$/, '')}/${folderName}`);
          setBrowsing(false);
        }}
        onCancel={() => setBrowsing(false)}
      />
    );
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {hasQuery && (
        <div>
          <Segmented
            label="What to export"
            value={form.onlyQuery ? 'query' : 'all'}
            onChange={(value) => change({ onlyQuery: value === 'query' })}
            segments={[
              {
                value: 'query',
                label: picked === undefined ? 'What the query finds' : 'The selected figures',
              },
              { value: 'all', label: 'The whole corpus' },
            ]}
          />
        </div>
      )}
      <div className={styles.pair}>
        <div>
          <SelectField
            label="Format"
            value={form.format}
            options={formatChoices}
            onChange={(format) => change({ format })}
          />
          <p className={styles.words}>{formatChoices.find(({ value }) => value === form.format)?.about}</p>
        </div>
        {form.format === 'webdataset' && (
          <TextField
            label="Figures per shard"
            inputMode="numeric"
            value={form.shardFigures}
            error={request.ok ? undefined : request.shards}
            onChange={(event) => change({ shardFigures: event.currentTarget.value })}
          />
        )}
      </div>
      <CheckGroup
        label="Splits"
        values={counted.splits}
        without={form.withoutSplits}
        onChange={(withoutSplits) => change({ withoutSplits })}
      />
      <CheckGroup
        label="Licences"
        values={counted.licenses}
        without={form.withoutLicenses}
        onChange={(withoutLicenses) => change({ withoutLicenses })}
      />
      <Checkbox
        checked={form.leaveOutRejected}
        onChange={(event) => change({ leaveOutRejected: event.currentTarget.checked })}
      >
        Leave out figures whose caption was rejected
      </Checkbox>
      <div className={styles.withButton}>
        <TextField
          label="Folder on the host"
          value={out}
          hint="A new or an empty folder; one in which this export was interrupted is gone on with"
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
        <Button icon={FolderTree} onClick={() => setBrowsing(true)}>
          Choose
        </Button>
      </div>
      <Notes counted={counted} without={form.withoutLicenses} error={error} />
      {request.ok && !error && <CommandNote line={exportLine(request.options)} />}
      <div className={styles.foot}>
        <output className={styles.count}>{counted.words}</output>
        <Button variant="quiet" keys="Esc" onClick={closeExport}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          size="large"
          icon={Upload}
          busy={busy}
          disabled={!request.ok || out === '' || counted.total === 0}
        >
          Export
        </Button>
      </div>
    </form>
  );
}

/** What went wrong, else what to look at before the export is passed on. */
function Notes(props: { counted: Counted; without: readonly string[]; error: ErrorRecord | undefined }) {
  const { counted, without, error } = props;
  const problem = error ?? counted.error;
  if (problem) {
    return (
      <Banner tone="danger" title={problem.message}>
        {problem.remedy}
      </Banner>
    );
  }
  const chosen = counted.licenses.filter(({ value }) => !without.includes(value));
  const restricted = restrictedIn(Object.fromEntries(chosen.map(({ value, count }) => [value, count])));
  if (restricted === 0) return null;
  return (
    <Banner tone="warning" title={`${formatNoun(restricted, 'figure')} to look at before you pass them on`}>
      Their licences forbid altered copies, allow mining alone, or are not known. ATTRIBUTION.csv names every
      article with its licence
      {counted.total === undefined ? '' : ` (${formatCount(counted.total)} figures in all)`}.
    </Banner>
  );
}

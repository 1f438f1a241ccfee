import { CloudDownload, Download } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { listHostFolder } from '#renderer/stores/host-files.ts';
import {
  chooseSource,
  closeImport,
  importLine,
  startImport,
  useImportStore,
} from '#renderer/stores/import-store.ts';
import { useSettingsStore } from '#renderer/stores/settings-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import { HostBrowser } from '#renderer/ui/host-browser.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { SourceChooser } from '#renderer/ui/source-chooser.tsx';
import { SourceLine } from '#renderer/ui/source-line.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { DataSetFields } from './data-set-fields.tsx';
import { checkedDataSet, type DataSetForm, emptyDataSet } from './data-set-form.ts';
import { FilterFields } from './filter-fields.tsx';
import { checkedFilters, noFilters } from './filter-form.ts';
import { checkedForm, formatOptions, type ImportForm, proposedName } from './import-form.ts';
import styles from './choose-phase.module.css';

/** Where the figures come from, and into which corpus they go. */
export function ChoosePhase() {
  const source = useImportStore((state) => state.source);
  const corpus = useImportStore((state) => state.corpus);
  const error = useImportStore((state) => state.error);
  const pmcUrl = useSettingsStore((state) => state.settings.pmcUrl);
  const [browsing, setBrowsing] = useState(false);
  const [form, setForm] = useState<Partial<ImportForm>>({});
  const [dataSet, setDataSet] = useState<Partial<DataSetForm>>({});
  const [filterForm, setFilterForm] = useState(noFilters);
  const [tried, setTried] = useState(false);
  const isDataSet = form.format === 'pmc-s3';
  const shown: ImportForm = {
    corpus:
      form.corpus ?? (corpus && corpus !== 'sample' ? corpus : isDataSet ? 'pmc' : proposedName(source)),
    format: form.format ?? 'auto',
    split: form.split ?? '0.9, 0.05, 0.05',
    seed: form.seed ?? '0',
  };
  const address = dataSet.address ?? (source?.kind === 'path' ? source.path : pmcUrl);
  const shownDataSet: DataSetForm = { ...emptyDataSet, ...dataSet, address };
  const checked = checkedForm(shown);
  const checkedSet = checkedDataSet(shownDataSet);
  const checkedOut = checkedFilters(filterForm);
  const problems = tried && !checked.ok ? checked.problems : {};
  const dataSetProblems = tried && !checkedSet.ok ? checkedSet.problems : {};
  const request = (() => {
    if (!checked.ok || !checkedOut.ok) return undefined;
    const options = { ...checked.options, ...checkedOut.filters };
    if (!isDataSet) return source && { source, options };
    if (!checkedSet.ok) return undefined;
    const { address: path, licenses, selection } = checkedSet;
    return { source: { kind: 'path', path } as const, options: { ...options, licenses, selection } };
  })();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!request) return;
    chooseSource(request.source);
    void startImport(request.options);
  };

  if (browsing) {
    return (
      <HostBrowser
        list={listHostFolder}
        onChoose={(path) => {
          chooseSource({ kind: 'path', path });
          setBrowsing(false);
        }}
        onCancel={() => setBrowsing(false)}
      />
    );
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {error && (
        <Banner tone="danger" title={error.message}>
          {error.remedy}
        </Banner>
      )}
      {isDataSet ? (
        <DataSetFields
          form={shownDataSet}
          problems={dataSetProblems}
          onChange={(change) => setDataSet({ ...dataSet, ...change })}
        />
      ) : source ? (
        <SourceLine source={source} onRemove={() => chooseSource(undefined)} />
      ) : (
        <>
          <SourceChooser
            title="Drop files, an archive or a folder"
            hint="PMC packages, JATS XML, WebDataset shards, Parquet, CSV or JSON lines with images, folders of images"
            note="Files on the host are read where they are; nothing is copied twice."
            onFiles={(files) => chooseSource({ kind: 'files', files })}
            onBrowse={() => setBrowsing(true)}
          />
          <Button variant="quiet" icon={CloudDownload} onClick={() => setForm({ ...form, format: 'pmc-s3' })}>
            Take articles from PMC's data set instead
          </Button>
        </>
      )}
      <div className={styles.fields}>
        <TextField
          label="Corpus"
          placeholder="lab-2026"
          value={shown.corpus}
          error={problems.corpus}
          hint="A new name makes a new corpus; a known one is added to"
          onChange={(event) => setForm({ ...form, corpus: event.currentTarget.value })}
        />
        <SelectField
          label="Format"
          value={shown.format}
          options={formatOptions}
          onChange={(format) => setForm({ ...form, format })}
        />
        <TextField
          label="Shares of train, dev, test"
          value={shown.split}
          error={problems.split}
          hint="Articles are drawn, never single figures"
          onChange={(event) => setForm({ ...form, split: event.currentTarget.value })}
        />
        <TextField
          label="Seed"
          inputMode="numeric"
          value={shown.seed}
          error={problems.seed}
          hint="The same seed draws the same articles"
          onChange={(event) => setForm({ ...form, seed: event.currentTarget.value })}
        />
        <FilterFields
          form={filterForm}
          problems={tried && !checkedOut.ok ? checkedOut.problems : {}}
          onChange={setFilterForm}
        />
      </div>
      {isDataSet && request && <CommandNote line={importLine(request.source, request.options)} />}
      <div className={styles.foot}>
        <Button variant="quiet" keys="Esc" onClick={closeImport}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="large" icon={Download} disabled={!source && !isDataSet}>
          Import
        </Button>
      </div>
    </form>
  );
}

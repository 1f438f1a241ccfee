import { Download } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { listHostFolder } from '#renderer/stores/host-files.ts';
import { chooseSource, closeImport, startImport, useImportStore } from '#renderer/stores/import-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { HostBrowser } from '#renderer/ui/host-browser.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { SourceChooser } from '#renderer/ui/source-chooser.tsx';
import { SourceLine } from '#renderer/ui/source-line.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { checkedForm, formatOptions, type ImportForm, proposedName } from './import-form.ts';
import styles from './choose-phase.module.css';

/** Where the figures come from, and into which corpus they go. */
export function ChoosePhase() {
  const source = useImportStore((state) => state.source);
  const corpus = useImportStore((state) => state.corpus);
  const error = useImportStore((state) => state.error);
  const [browsing, setBrowsing] = useState(false);
  const [form, setForm] = useState<Partial<ImportForm>>({});
  const [tried, setTried] = useState(false);
  const shown: ImportForm = {
    corpus: form.corpus ?? (corpus && corpus !== 'sample' ? corpus : proposedName(source)),
    format: form.format ?? 'auto',
    split: form.split ?? '0.9, 0.05, 0.05',
    seed: form.seed ?? '0',
  };
  const checked = checkedForm(shown);
  const problems = tried && !checked.ok ? checked.problems : {};
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (checked.ok && source) void startImport(checked.options);
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
      {source ? (
        <SourceLine source={source} onRemove={() => chooseSource(undefined)} />
      ) : (
        <SourceChooser
          title="Drop files, an archive or a folder"
          hint="PMC packages, JATS XML, WebDataset shards, CSV or TSV with images, folders of images"
          note="Files on the host are read where they are; nothing is copied twice."
          onFiles={(files) => chooseSource({ kind: 'files', files })}
          onBrowse={() => setBrowsing(true)}
        />
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
      </div>
      <div className={styles.foot}>
        <Button variant="quiet" keys="Esc" onClick={closeImport}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="large" icon={Download} disabled={!source}>
          Import
        </Button>
      </div>
    </form>
  );
}

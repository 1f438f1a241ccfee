import { Download, FolderTree, HardDriveUpload } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { chooseSource, closeImport, startImport, useImportStore } from '#renderer/stores/import-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { DropZone } from '#renderer/ui/drop-zone.tsx';
import { chosenFiles } from '#renderer/ui/dropped-files.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { HostBrowser } from './host-browser.tsx';
import { checkedForm, formatOptions, type ImportForm, proposedName } from './import-form.ts';
import { SourceLine } from './source-line.tsx';
import styles from './choose-phase.module.css';

/** Where the figures come from, and into which corpus they go. */
export function ChoosePhase() {
  const source = useImportStore((state) => state.source);
  const corpus = useImportStore((state) => state.corpus);
  const error = useImportStore((state) => state.error);
  const folder = useRef<HTMLInputElement>(null);
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
        <>
          <DropZone
            title="Drop files, an archive or a folder"
            hint="PMC packages, JATS XML, WebDataset shards, CSV or TSV with images, folders of images"
            onFiles={(files) => chooseSource({ kind: 'files', files })}
          />
          <div className={styles.ways}>
            <Button icon={HardDriveUpload} onClick={() => folder.current?.click()}>
              Choose a folder
            </Button>
            <Button icon={FolderTree} onClick={() => setBrowsing(true)}>
              Choose on the host
            </Button>
            <span className={styles.hint}>
              Files on the host are read where they are; nothing is copied twice.
            </span>
            <input
              ref={folder}
              type="file"
              hidden
              aria-hidden="true"
              tabIndex={-1}
              multiple
              webkitdirectory=""
              onChange={(event) => {
                const list = event.currentTarget.files;
                if (list && list.length > 0) chooseSource({ kind: 'files', files: chosenFiles(list) });
              }}
            />
          </div>
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

import { CloudDownload } from 'lucide-react';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { TextArea } from '#renderer/ui/text-area.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { type DataSetForm, dataSetLicenses, type DataSetProblems } from './data-set-form.ts';
import fields from './choose-phase.module.css';
import styles from './data-set-fields.module.css';

export interface DataSetFieldsProps {
  form: DataSetForm;
  problems: DataSetProblems;
  onChange: (change: Partial<DataSetForm>) => void;
}

const imageChoices = [
  { value: 'fetch', label: 'Copy them into the corpus' },
  { value: 'lazy', label: 'Leave them on the server' },
] as const;

/** What to take of PMC's article data set, and how gently. */
export function DataSetFields({ form, problems, onChange }: DataSetFieldsProps) {
  const toggle = (code: (typeof dataSetLicenses)[number]): void =>
    onChange({
      licenses: form.licenses.includes(code)
        ? form.licenses.filter((one) => one !== code)
        : dataSetLicenses.filter((one) => one === code || form.licenses.includes(one)),
    });
  const text = (field: 'since' | 'types' | 'articles' | 'concurrency' | 'bandwidth') => ({
    value: form[field],
    error: problems[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [field]: event.currentTarget.value }),
  });
  return (
    <>
      <TextField
        label="Address or folder of the data set"
        icon={CloudDownload}
        inputMode="url"
        value={form.address}
        error={problems.address}
        hint="PMC's article data set, a mirror of it, or a copy in a folder of the host"
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
      <fieldset className={styles.licenses}>
        <legend>Licences (none chosen: all)</legend>
        {dataSetLicenses.map((code) => (
          <Checkbox key={code} checked={form.licenses.includes(code)} onChange={() => toggle(code)}>
            {code}
          </Checkbox>
        ))}
      </fieldset>
      <div className={fields.fields}>
        <TextField
          label="Changed on or after"
          placeholder="2026-01-31"
          {...text('since')}
          hint="A day, or nothing"
        />
        <TextField
          label="Article types"
          placeholder="case-report, research-article"
          {...text('types')}
          hint="As JATS names them; nothing: all"
        />
        <TextArea
          label="Only these articles"
          rows={2}
          placeholder="PMC13900 PMC13901"
          value={form.pmcids}
          error={problems.pmcids}
          hint="PMCIDs; nothing: the whole inventory"
          onChange={(event) => onChange({ pmcids: event.currentTarget.value })}
        />
        <TextField
          label="Articles at most"
          inputMode="numeric"
          {...text('articles')}
          hint="Nothing: no limit"
        />
        <TextField label="Requests at a time" inputMode="numeric" {...text('concurrency')} />
        <TextField label="Bandwidth at most" unit="MB/s" inputMode="decimal" {...text('bandwidth')} />
      </div>
      <div className={styles.images}>
        <span>Images</span>
        <Segmented
          label="Images"
          value={form.images}
          segments={imageChoices}
          onChange={(images) => onChange({ images })}
        />
        <p>
          {form.images === 'lazy'
            ? 'Each is fetched when somebody looks at it, and kept here for a while.'
            : 'Only those that figures ask for; supplements are left out.'}
        </p>
      </div>
    </>
  );
}

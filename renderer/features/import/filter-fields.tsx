import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { FilterForm, FilterProblems } from './filter-form.ts';

const duplicateOptions = [
  { value: 'keep', label: 'Keep them' },
  { value: 'skip', label: 'Leave them out' },
] as const;

/** What to leave out; every figure left out is counted and listed in the report. */
export function FilterFields(props: {
  form: FilterForm;
  problems: FilterProblems;
  onChange: (form: FilterForm) => void;
}) {
  const { form, problems, onChange } = props;
  return (
    <>
      <TextField
        label="Shorter side, at least"
        inputMode="numeric"
        placeholder="any"
        value={form.minSide}
        error={problems.minSide}
        hint="Pixels; smaller images are left out and counted"
        onChange={(event) => onChange({ ...form, minSide: event.currentTarget.value })}
      />
      <TextField
        label="Words of a caption, at least"
        inputMode="numeric"
        placeholder="any"
        value={form.minWords}
        error={problems.minWords}
        hint="Shorter captions are left out and counted"
        onChange={(event) => onChange({ ...form, minWords: event.currentTarget.value })}
      />
      <SelectField
        label="Same image and caption again"
        value={form.duplicates}
        options={duplicateOptions}
        onChange={(duplicates) => onChange({ ...form, duplicates })}
      />
    </>
  );
}

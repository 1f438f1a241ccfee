/** How fields and values are called on screen. */
import type { FilterField } from '#app/domain/filter-fields.ts';

const fieldNames: Readonly<Partial<Record<FilterField, string>>> = {
  license: 'Licence',
  pmcid: 'PMCID',
};

/** `license` -> `Licence`, `year` -> `Year`. */
export const fieldName = (field: FilterField): string => fieldNames[field] ?? capitalised(field);

const abbreviations = new Set(['ct', 'mri', 'pet', 'ecg', 'eeg', 'dna', 'oct', 'spect']);

/** `CC-BY-NC` -> `CC BY-NC`, `ct` -> `CT`, `unknown` -> `not known`. */
export function valueName(field: FilterField, value: string): string {
  if (value === 'unknown') return 'not known';
  if (field === 'license') return licenceName(value);
  if (field === 'modality') return modalityName(value);
  return value;
}

export function licenceName(code: string): string {
  if (code === 'none') return 'none stated';
  if (code === 'PD') return 'public domain';
  return code.replace(/^CC-/, 'CC ');
}

/** `light_microscopy` -> `light microscopy`. */
export function modalityName(value: string): string {
  const words = value.replaceAll(/[_-]+/g, ' ');
  return abbreviations.has(words.toLowerCase()) ? words.toUpperCase() : words;
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

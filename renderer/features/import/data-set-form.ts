/** What the dialog asks about PMC's article data set, checked before anything is sent. */
import type { PmcSelection } from '#app/contract/imports.ts';
import { type LicenseCode, licenseCodes } from '#app/domain/figure.ts';

/** As typed. */
export interface DataSetForm {
  /** An address, or a folder of the host. */
  readonly address: string;
  readonly licenses: readonly LicenseCode[];
  readonly since: string;
  readonly types: string;
  readonly pmcids: string;
  readonly articles: string;
  readonly images: PmcSelection['images'];
  readonly concurrency: string;
  /** Megabytes per second; empty: no limit. */
  readonly bandwidth: string;
}

export type DataSetProblems = Partial<Record<keyof DataSetForm, string>>;

export const emptyDataSet: Omit<DataSetForm, 'address'> = {
  licenses: [],
  since: '',
  types: '',
  pmcids: '',
  articles: '',
  images: 'fetch',
  concurrency: '8',
  bandwidth: '',
};

/** Licences that articles of the data set have. */
export const dataSetLicenses: readonly LicenseCode[] = licenseCodes.filter((code) => code !== 'none');

export type CheckedDataSet =
  | {
      readonly ok: true;
      readonly address: string;
      readonly licenses: LicenseCode[];
      readonly selection: PmcSelection;
    }
  | { readonly ok: false; readonly problems: DataSetProblems };

/** What to send, or what has to be corrected first. */
export function checkedDataSet(form: DataSetForm): CheckedDataSet {
  const address = form.address.trim();
  const since = form.since.trim();
  const articles = wholeNumber(form.articles, 1, 100_000_000);
  const concurrency = wholeNumber(form.concurrency, 1, 64);
  const bandwidth = bytesPerSecond(form.bandwidth);
  const pmcids = words(form.pmcids);
  const strange = pmcids.find((pmcid) => !/^(?:PMC)?[1-9]\d{0,8}(?:\.\d+)?$/i.test(pmcid));
  const problems: DataSetProblems = {
    ...(isPlace(address) ? {} : { address: 'An address that begins with https://, or a folder of the host' }),
    ...(since === '' || isDay(since) ? {} : { since: 'A day as YYYY-MM-DD' }),
    ...(articles === 'wrong' ? { articles: 'A whole number from 1' } : {}),
    ...(concurrency === 'wrong' ? { concurrency: 'A whole number from 1 to 64' } : {}),
    ...(bandwidth === 'wrong' ? { bandwidth: 'A number of megabytes per second' } : {}),
    ...(strange === undefined ? {} : { pmcids: `${strange.slice(0, 40)} is no PMCID` }),
  };
  if (
    Object.keys(problems).length > 0 ||
    articles === 'wrong' ||
    concurrency === 'wrong' ||
    bandwidth === 'wrong'
  )
    return { ok: false, problems };
  const selection: PmcSelection = {
    ...(since === '' ? {} : { since }),
    types: words(form.types),
    pmcids,
    ...(articles === undefined ? {} : { articles }),
    images: form.images,
    concurrency: concurrency ?? 8,
    ...(bandwidth === undefined ? {} : { bandwidth }),
  };
  return { ok: true, address, licenses: [...form.licenses], selection };
}

const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');

/** An address of the web, or an absolute path of any platform. */
function isPlace(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return /^(?:https?|file):/i.test(text) && URL.canParse(text);
  return /^(?:\/|~|[A-Za-z]:[\\/])/.test(text);
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  const isWritten = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime());
  return isWritten && date.toISOString().startsWith(text);
}

/** Undefined for nothing. */
function wholeNumber(text: string, least: number, most: number): number | undefined | 'wrong' {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return Number.isInteger(value) && value >= least && value <= most ? value : 'wrong';
}

function bytesPerSecond(text: string): number | undefined | 'wrong' {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = Math.round(Number(trimmed) * 1e6);
  return Number.isFinite(value) && value >= 1 ? value : 'wrong';
}

/** When an article was published, as far as its front matter tells. */
import { at, attribute, childElements, descendants } from '../xml/node.ts';
import { nameSet } from '../xml/names.ts';
import type { XmlElement } from '../xml/node.ts';
import { plainText } from './plain-text.ts';

const copyrightYears = nameSet('copyright-year');

/**
 * `2019-04-30`, `2019-04` or `2019`: the earliest year of publication, and in it the earliest date known to the day,
 * else to the month. The year of the copyright only where no such date exists.
 */
export function publicationDate(meta: XmlElement): string | undefined {
  const published = childElements(meta, 'pub-date').flatMap(dateOf);
  const dates = published.length > 0 ? published : descendants(meta, copyrightYears).flatMap(yearOf);
  const year = dates.map((date) => date.slice(0, 4)).toSorted()[0];
  if (year === undefined) return undefined;
  const sameYear = dates.filter((date) => date.startsWith(year));
  const precision = Math.max(...sameYear.map((date) => date.length));
  return sameYear.filter((date) => date.length === precision).toSorted()[0];
}

/** One `<pub-date>` by its parts, else by its machine-readable attribute, else by the year in its words. */
function dateOf(element: XmlElement): readonly string[] {
  const [year] = childElements(element, 'year').flatMap(yearOf);
  if (year === undefined) {
    const iso = /^\d{4}(?:-\d{2}(?:-\d{2})?)?/.exec(attribute(element, 'iso-8601-date') ?? '')?.[0];
    return iso !== undefined && isYear(Number(iso.slice(0, 4))) ? [iso] : writtenYear(element);
  }
  const month = monthOf(textOf(at(element, 'month')));
  if (month === undefined) return [year];
  const day = Number(textOf(at(element, 'day')));
  return [isDay(day) ? `${year}-${twoDigits(month)}-${twoDigits(day)}` : `${year}-${twoDigits(month)}`];
}

function writtenYear(element: XmlElement): readonly string[] {
  const written = at(element, 'string-date');
  if (!written) return [];
  const [year] = childElements(written, 'year').flatMap(yearOf);
  const found = year ?? /\b(?:1[6-9]|2[01])\d\d\b/.exec(plainText(written))?.[0];
  return found === undefined ? [] : [found];
}

function yearOf(element: XmlElement): readonly string[] {
  const year = Number(plainText(element));
  return isYear(year) ? [String(year)] : [];
}

function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= 1600 && year <= 2200;
}

const isDay = (day: number): boolean => Number.isInteger(day) && day >= 1 && day <= 31;

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 1 to 12 from a number or an English name; a season is none. */
function monthOf(text: string): number | undefined {
  const month = /^\d{1,2}$/.test(text)
    ? Number(text)
    : monthNames.indexOf(text.slice(0, 3).toLowerCase()) + 1;
  return month >= 1 && month <= 12 ? month : undefined;
}

const textOf = (element: XmlElement | undefined): string => (element ? plainText(element) : '');
const twoDigits = (value: number): string => String(value).padStart(2, '0');

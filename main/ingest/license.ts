/** Licence statements, links and codes of publishers to the codes that filters and exports use. */
import type { LicenseCode } from '#app/domain/figure.ts';

/**
 * The code of a licence named by a code (`CC BY-NC`), a link (`https://creativecommons.org/licenses/by-nc/4.0/`) or a
 * sentence. Undefined when the text names none of them.
 */
export function licenseFrom(text: string | undefined): LicenseCode | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  return fromLink(text) ?? fromCode(text) ?? fromSentence(text);
}

/** The first link decides: articles of some publishers also link the CC0 waiver of their data. */
function fromLink(text: string): LicenseCode | undefined {
  const link = /creativecommons\.org\/(?:licen[sc]es|publicdomain)\/([a-z]+(?:-[a-z]+)*)/i.exec(text)?.[1];
  if (link === undefined) return undefined;
  if (/^zero$/i.test(link)) return 'CC0';
  if (/^(?:mark|publicdomain)$/i.test(link)) return 'PD';
  return fromTerms(link.split('-'));
}

function fromCode(text: string): LicenseCode | undefined {
  const code = /\bCC[\s_-]*(0|ZERO|BY(?:[\s_-]*(?:NC|ND|SA))*)(?![A-Za-z])/i.exec(text)?.[1];
  if (code !== undefined) return /^(?:0|zero)$/i.test(code) ? 'CC0' : fromTerms(code.split(/[\s_-]+/));
  if (/^\s*TDM\s*$/i.test(text)) return 'TDM';
  if (/^\s*(?:PD|public[\s_-]domain)\s*$/i.test(text)) return 'PD';
  return undefined;
}

function fromSentence(text: string): LicenseCode | undefined {
  if (/Creative\s+Commons/i.test(text)) {
    const terms: string[] = [];
    if (/Attribution/i.test(text)) terms.push('BY');
    if (/Non-?\s?commercial/i.test(text)) terms.push('NC');
    if (/No\s?-?Deriv/i.test(text)) terms.push('ND');
    if (/Share\s?-?Alike/i.test(text)) terms.push('SA');
    const code = fromTerms(terms);
    if (code) return code;
    if (/CC0|Zero|Public\s+Domain/i.test(text)) return 'CC0';
  }
  if (/\bpublic\s+domain\b/i.test(text)) return 'PD';
  return /text\s+and\s+data\s+mining/i.test(text) ? 'TDM' : undefined;
}

function fromTerms(terms: readonly string[]): LicenseCode | undefined {
  const upper = new Set(terms.map((term) => term.toUpperCase()));
  if (!upper.has('BY')) return undefined;
  if (upper.has('NC')) return upper.has('ND') ? 'CC-BY-NC-ND' : upper.has('SA') ? 'CC-BY-NC-SA' : 'CC-BY-NC';
  if (upper.has('ND')) return 'CC-BY-ND';
  return upper.has('SA') ? 'CC-BY-SA' : 'CC-BY';
}

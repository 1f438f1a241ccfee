import type { ReactNode } from 'react';
import { type FacetField, facetFields } from '#app/domain/corpus.ts';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { PaneBody, PaneHead } from '#renderer/ui/pane.tsx';
import { FacetSection } from './facet-section.tsx';
import { FacetValues } from './facet-values.tsx';
import { FacetsWaiting } from './facets-waiting.tsx';
import { chipsOf, facetChoice, withFacetChoice, withYearRange, yearRange } from './filter-edit.ts';
import { YearHistogram } from './year-histogram.tsx';
import styles from './facets-pane.module.css';

const order: readonly FacetField[] = ['year', 'modality', 'license', 'journal', 'split', 'status', 'tag'];

/** Counts per value, each without its own filter, and the checkboxes that set it. */
export function FacetsPane({
  filter,
  onFilter,
  hide,
}: {
  filter: string;
  onFilter: (filter: string) => void;
  hide: ReactNode;
}) {
  const facets = useCorpusViewStore((state) => state.facets);
  const searching = useCorpusViewStore((state) => state.query.text !== '');
  const chips = chipsOf(filter);
  const broken = chips.some((chip) => chip.tone === 'error');
  const counting = useCorpusViewStore((state) => state.counting || state.loading);
  const hasFigures = facetFields.some((field) => (facets[field]?.length ?? 0) > 0);
  return (
    <>
      <PaneHead title="Filters">
        {chips.length > 0 && (
          <>
            <Badge tone="accent">{chips.length}</Badge>
            <span className={styles.gap} />
            <Button variant="link" size="small" onClick={() => onFilter('')}>
              Clear all
            </Button>
          </>
        )}
        {chips.length === 0 && <span className={styles.gap} />}
        {hide}
      </PaneHead>
      <PaneBody>
        <div className={styles.facets} aria-busy={counting}>
          {!hasFigures && counting && <FacetsWaiting />}
          {!hasFigures && !counting && chips.length === 0 && (
            <p className={styles.empty}>
              {searching
                ? 'Nothing to count: no figure has these words.'
                : 'Year, modality, licence, journal, split and tags appear here once there are figures.'}
            </p>
          )}
          {broken && (
            <p className={styles.empty}>The filter cannot be read. Its chip in the query says why.</p>
          )}
          {!broken &&
            order.map((field) => {
              const values = facets[field] ?? [];
              if (field === 'year') {
                const range = yearRange(filter);
                return (
                  values.length > 1 && (
                    <FacetSection key={field} field={field} {...(range ? { chosen: rangeText(range) } : {})}>
                      <YearHistogram
                        values={values}
                        range={range}
                        onRange={(next) => onFilter(withYearRange(filter, next))}
                      />
                    </FacetSection>
                  )
                );
              }
              const choice = facetChoice(filter, field);
              const wanted = [...choice.included, ...choice.excluded];
              const all = [...values, ...missing(wanted, values)];
              if (all.length === 0) return null;
              const chosen = wanted.length > 0 ? { chosen: `${wanted.length} of ${all.length}` } : {};
              return (
                <FacetSection key={field} field={field} {...chosen}>
                  <FacetValues
                    field={field}
                    values={all}
                    choice={choice}
                    onChoice={(next) => onFilter(withFacetChoice(filter, field, next))}
                  />
                </FacetSection>
              );
            })}
        </div>
      </PaneBody>
    </>
  );
}

/** Selected values that no figure has any more stay visible, so that they can be unselected. */
const missing = (selected: readonly string[], values: readonly { readonly value: string }[]) =>
  selected
    .filter((value) => !values.some((known) => known.value === value))
    .map((value) => ({ value, count: 0 }));

const rangeText = (range: { readonly from?: number; readonly to?: number }): string =>
  `${range.from ?? ''}–${range.to ?? ''}`;

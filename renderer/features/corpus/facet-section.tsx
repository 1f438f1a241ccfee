import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { FacetField } from '#app/domain/corpus.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { useRememberedFlag } from '#renderer/ui/use-remembered.ts';
import { fieldName } from './facet-names.ts';
import styles from './facet-section.module.css';

/** One facet under its name; closed ones are remembered. */
export function FacetSection({
  field,
  chosen,
  children,
}: {
  field: FacetField;
  /** What is selected of it, in words. */
  chosen?: string;
  children: ReactNode;
}) {
  const [open, setOpen] = useRememberedFlag(`facet.${field}`, true);
  const id = useId();
  return (
    <section className={styles.section}>
      <h3>
        <button
          type="button"
          className={styles.head}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <Icon of={open ? ChevronDown : ChevronRight} size={11} />
          {fieldName(field)}
          {chosen && <span className={styles.chosen}>{chosen}</span>}
        </button>
      </h3>
      <div id={id} hidden={!open} className={styles.body}>
        {children}
      </div>
    </section>
  );
}

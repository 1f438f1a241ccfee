import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import styles from './facets-waiting.module.css';

const sections = ['Year', 'Modality', 'Licence', 'Journal'] as const;

/** The shape of the facets while the first counts are on their way, as high as they will be. */
export const FacetsWaiting = () => (
  <>
    <VisuallyHidden>
      <output>Counting</output>
    </VisuallyHidden>
    {sections.map((name) => (
      <div key={name} className={styles.section} aria-hidden="true">
        <p className={styles.head}>{name}</p>
        {Array.from({ length: 6 }, (_none, line) => (
          // Lines without anything in them.
          // oxlint-disable-next-line react/no-array-index-key
          <i key={line} className={styles.line} />
        ))}
      </div>
    ))}
  </>
);

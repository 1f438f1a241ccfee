import { ChevronDown, Database } from 'lucide-react';
import { formatNoun } from './format.ts';
import { Icon } from './icon.tsx';
import { Menu, type MenuEntry } from './menu.tsx';
import styles from './corpus-switch.module.css';

/** Which corpus this view shows, and a menu of the others. */
export const CorpusSwitch = ({
  current,
  detail,
  corpora,
  onChange,
  more = [],
}: {
  current: string | undefined;
  /** Beside the name: "1,200 pairs". */
  detail?: string | undefined;
  corpora: readonly { readonly name: string; readonly pairs: number }[];
  onChange: (name: string) => void;
  /** Further entries, such as "Import figures". */
  more?: readonly MenuEntry[];
}) => {
  const entries: MenuEntry[] = [
    { kind: 'heading', label: 'Corpora' },
    ...corpora.map(
      (corpus): MenuEntry => ({
        kind: 'item',
        label: corpus.name,
        detail: formatNoun(corpus.pairs, 'pair'),
        icon: Database,
        current: corpus.name === current,
        onSelect: () => onChange(corpus.name),
      }),
    ),
    ...(more.length > 0 ? [{ kind: 'line' } as const, ...more] : []),
  ];
  return (
    <Menu
      trigger={
        <button type="button" className={styles.switch}>
          <Icon of={Database} size={14} />
          <b>{current ?? 'No corpus'}</b>
          {detail && <span className={styles.detail}>{detail}</span>}
          <Icon of={ChevronDown} size={12} />
        </button>
      }
      entries={entries}
    />
  );
};

import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

export interface TabEntry<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly count?: number;
  readonly content: ReactNode;
}

/** Pages of one pane. Arrows move between tabs. */
export function Tabs<V extends string>(props: {
  label: string;
  value: V;
  onChange: (value: V) => void;
  entries: readonly TabEntry<V>[];
}) {
  return (
    <Base.Root
      className={styles.root}
      value={props.value}
      onValueChange={(value) => {
        const entry = props.entries.find((candidate) => candidate.value === value);
        if (entry) props.onChange(entry.value);
      }}
    >
      <Base.List className={styles.list} aria-label={props.label} activateOnFocus>
        {props.entries.map((entry) => (
          <Base.Tab key={entry.value} value={entry.value} className={styles.tab}>
            {entry.label}
            {entry.count !== undefined && <small className={styles.count}>{entry.count}</small>}
          </Base.Tab>
        ))}
      </Base.List>
      {props.entries.map((entry) => (
        <Base.Panel key={entry.value} value={entry.value} className={styles.panel}>
          {entry.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

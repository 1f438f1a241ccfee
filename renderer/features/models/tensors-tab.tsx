/** Every tensor of a model with its shape; any number of them, filtered by name or shape. */
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { ModelDetail } from '#app/domain/model.ts';
import { formatCount, formatNoun } from '#renderer/ui/format.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import { VirtualGrid } from '#renderer/ui/virtual-grid.tsx';
import { formatShape } from './refusal.ts';
import styles from './tensors-tab.module.css';

const rowHeight = 26;

export function TensorsTab({ detail }: { detail: ModelDetail }) {
  const [words, setWords] = useState('');
  const wanted = words.toLowerCase().split(/\s+/);
  const found = detail.tensors.filter(({ name, shape, dtype }) => {
    const line = `${name} ${formatShape(shape)} ${dtype}`.toLowerCase();
    return wanted.every((word) => line.includes(word));
  });
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <TextField
          className={styles.field}
          label="Find a tensor"
          hideLabel
          size="small"
          icon={Search}
          placeholder={`Find among ${formatCount(detail.tensors.length)}`}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <output className={styles.count}>{formatNoun(found.length, 'tensor')}</output>
      </div>
      <div className={styles.head} aria-hidden="true">
        <span>Name, as open_clip calls it</span>
        <span>Shape</span>
        <span>Numbers</span>
        <span>Type</span>
      </div>
      <div className={styles.rows}>
        {found.length === 0 ? (
          <p className={styles.none}>No tensor has {words} in its name, shape or type.</p>
        ) : (
          <VirtualGrid
            label="Tensors"
            count={found.length}
            minCellWidth={Number.POSITIVE_INFINITY}
            gap={0}
            rowHeight={() => rowHeight}
            resetKey={words}
            renderCell={(index) => {
              const tensor = found[index];
              return (
                tensor && (
                  <div className={styles.row}>
                    <code className={styles.name} title={tensor.name}>
                      {tensor.name}
                    </code>
                    <span>{formatShape(tensor.shape)}</span>
                    <span>{formatCount(tensor.shape.reduce((product, side) => product * side, 1))}</span>
                    <span>{tensor.dtype}</span>
                  </div>
                )
              );
            }}
          />
        )}
      </div>
    </div>
  );
}

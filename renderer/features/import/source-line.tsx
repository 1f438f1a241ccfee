import { Files, Folder, X } from 'lucide-react';
import type { ImportSource } from '#renderer/stores/import-store.ts';
import { formatBytes, formatNoun } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import styles from './source-line.module.css';

/** What was chosen: its name, how many files, how large. */
export function SourceLine({ source, onRemove }: { source: ImportSource; onRemove: () => void }) {
  const { name, detail } = describe(source);
  return (
    <div className={styles.source}>
      <Icon of={source.kind === 'path' ? Folder : Files} size={18} />
      <div className={styles.text}>
        <b className={styles.name}>{name}</b>
        <span className={styles.detail}>{detail}</span>
      </div>
      <IconButton icon={X} label="Choose something else" onClick={onRemove} />
    </div>
  );
}

function describe(source: ImportSource): { readonly name: string; readonly detail: string } {
  if (source.kind === 'path') return { name: source.path, detail: 'on the host' };
  const tops = [...new Set(source.files.map((file) => file.path.split('/')[0] ?? file.path))];
  const size = source.files.reduce((sum, { file }) => sum + file.size, 0);
  return {
    name: tops.length > 1 ? `${tops[0]} and ${tops.length - 1} more` : (tops[0] ?? 'Nothing'),
    detail: `${formatNoun(source.files.length, 'file')}, ${formatBytes(size)}, uploaded to the host`,
  };
}

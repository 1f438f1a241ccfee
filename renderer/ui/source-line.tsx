import { Files, Folder, X } from 'lucide-react';
import { formatBytes, formatNoun } from './format.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './source-line.module.css';

/** Files of this machine, or a path that the host can read. */
export type ShownSource =
  | { readonly kind: 'files'; readonly files: readonly { readonly path: string; readonly file: Blob }[] }
  | { readonly kind: 'path'; readonly path: string };

/** What was chosen: its name, how many files, how large. */
export function SourceLine({ source, onRemove }: { source: ShownSource; onRemove: () => void }) {
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

function describe(source: ShownSource): { readonly name: string; readonly detail: string } {
  if (source.kind === 'path') return { name: source.path, detail: 'on the host' };
  const tops = [...new Set(source.files.map((file) => file.path.split('/')[0] ?? file.path))];
  const size = source.files.reduce((sum, { file }) => sum + file.size, 0);
  return {
    name: tops.length > 1 ? `${tops[0]} and ${tops.length - 1} more` : (tops[0] ?? 'Nothing'),
    detail: `${formatNoun(source.files.length, 'file')}, ${formatBytes(size)}, uploaded to the host`,
  };
}

import { ArrowLeft } from 'lucide-react';
import { formatHash } from '#renderer/stores/route.ts';
import { type LeftView, useTrailStore } from '#renderer/stores/trail-store.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import styles from './back-link.module.css';

/** "Back to 1,234 of license:CC-BY", while a link from a figure has led away from it. */
export function BackLink() {
  const left = useTrailStore((state) => state.left);
  if (!left) return null;
  const words = wordsOf(left);
  return (
    <a className={styles.back} href={formatHash(left.route)} title={words}>
      <Icon of={ArrowLeft} size={14} />
      <span className={styles.words}>{words}</span>
    </a>
  );
}

function wordsOf({ route, total }: LeftView): string {
  const { q = '', filter = '' } = route.params;
  const count = total === undefined ? '' : `${formatCount(total)} of `;
  const query = [q && `“${q}”`, filter].filter(Boolean).join(' ');
  return `Back to ${count}${query || (route.subject ?? 'the corpus')}`;
}

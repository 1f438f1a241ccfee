import type { LucideIcon } from 'lucide-react';
import styles from './icon.module.css';

/** A line icon at the weight of the text beside it. Decorative: the control that holds it carries the name. */
export const Icon = ({ of: Glyph, size = 16 }: { of: LucideIcon; size?: number }) => (
  <Glyph className={styles.icon} size={size} strokeWidth={size <= 12 ? 2 : 1.6} aria-hidden="true" />
);

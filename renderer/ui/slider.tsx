import type { ComponentPropsWithRef } from 'react';
import styles from './slider.module.css';

/** A native range input in our clothes: arrows, Home, End and Page keys come with it. */
export const Slider = ({
  label,
  value,
  onChange,
  ...rest
}: Omit<ComponentPropsWithRef<'input'>, 'type' | 'value' | 'onChange'> & {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) => (
  <input
    {...rest}
    type="range"
    className={styles.slider}
    aria-label={label}
    value={value}
    onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
  />
);

import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import styles from './form-dialog.module.css';

/** A dialog that asks for what an action needs: Enter and the last button do it, Cancel and Esc leave. */
export function FormDialog(props: {
  /** Default true. */
  open?: boolean;
  title: string;
  /** On the button: verb first. */
  action: string;
  size?: 'small' | 'medium';
  /** Under way: the button shows it and does nothing. */
  busy: boolean;
  /** False while something is missing. */
  ready: boolean;
  /** What is lost cannot be had back. */
  danger?: boolean;
  /** Other buttons, before these two. */
  buttons?: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, action, size = 'small', busy, ready, danger = false, buttons, onSubmit, onClose } = props;
  const submit = (): void => {
    if (ready && !busy) onSubmit();
  };
  return (
    <Dialog
      open={props.open ?? true}
      onClose={onClose}
      title={title}
      size={size}
      foot={
        <>
          {buttons}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={danger ? 'danger-solid' : 'primary'}
            busy={busy}
            disabled={!ready}
            onClick={submit}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {props.children}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}

import { useCallback, useId, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

import { Button } from './Button.tsx';
import { cx } from './cx.ts';
import { t } from './messages.en.ts';

import styles from './Dialog.module.css';

interface ModalProps {
  onClose: () => void;
  /** Names it, unless an element does (`labelledBy`). */
  label?: string;
  labelledBy?: string;
  className?: string | undefined;
  children: ReactNode;
}

/** The browser's own dialog over the page: it keeps the focus inside, and gives it back when it goes. */
export function Modal({ onClose, label, labelledBy, className, children }: ModalProps) {
  // What is inside mounts once the dialog is shown, for nothing takes the focus before.
  const [shown, setShown] = useState(false);
  const pressed = useRef(false);
  const show = useCallback((dialog: HTMLDialogElement) => {
    dialog.showModal();
    setShown(true);
    return () => dialog.close();
  }, []);
  const beside = (event: PointerEvent) => {
    const { left, right, top, bottom } = event.currentTarget.getBoundingClientRect();
    const { clientX: x, clientY: y, target, currentTarget } = event;
    return target === currentTarget && (x < left || x > right || y < top || y > bottom);
  };
  return createPortal(
    <dialog
      ref={show}
      className={className}
      {...(label !== undefined && { 'aria-label': label })}
      {...(labelledBy !== undefined && { 'aria-labelledby': labelledBy })}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      // A browser may close it past `cancel`, on the second Escape.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      onPointerDown={(event) => (pressed.current = beside(event))}
      onPointerUp={(event) => pressed.current && beside(event) && onClose()}
    >
      {shown ? children : null}
    </dialog>,
    document.body,
  );
}

interface DialogProps {
  open: boolean;
  onClose: () => void;
  /** A question: "Publish to 1,284 people?" */
  title: ReactNode;
  children?: ReactNode;
  /** Left what steps back, right the one primary button. */
  actions?: ReactNode;
  wide?: boolean;
  /** Draws its own head; the title is then spoken only. */
  bare?: boolean;
}

/** A box over the page, top third; Escape and a press outside close it. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  actions,
  wide = false,
  bare = false,
}: DialogProps) {
  const id = useId();
  if (!open) return null;
  return (
    <Modal onClose={onClose} labelledBy={id} className={cx(styles.box, wide && styles.wide)}>
      <div className={styles.inside}>
        <h2 id={id} className={bare ? 'hidden-text' : styles.title}>
          {title}
        </h2>
        {bare ? children : <div className={styles.body}>{children}</div>}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </Modal>
  );
}

interface ConfirmProps {
  /** A question: "Remove the policy?" */
  title: ReactNode;
  /** What happens then, to whom. */
  children: ReactNode;
  /** The button that does it; a verb. */
  action: string;
  /** The button that steps back; "Not now" unless said. */
  back?: string;
  sending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be taken back. */
export function Confirm({
  title,
  children,
  action,
  back = t('cancel'),
  sending,
  onConfirm,
  onClose,
}: ConfirmProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {back}
          </Button>
          <Button kind="danger" sending={sending} onPress={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </Dialog>
  );
}

/** Shows what was made and is told only now: to copy or to write down, then done. */
export function Handout({
  title,
  wide = false,
  onClose,
  children,
}: {
  title: ReactNode;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      open
      wide={wide}
      onClose={onClose}
      title={title}
      actions={
        <>
          <span />
          <Button kind="primary" onPress={onClose}>
            {t('done')}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

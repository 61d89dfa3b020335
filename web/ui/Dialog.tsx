import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

import { cx } from './cx.ts';

import styles from './Dialog.module.css';

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
  return (
    <ModalOverlay
      className={styles.veil}
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable
    >
      <Modal className={cx(styles.box, wide && styles.wide)}>
        <AriaDialog className={styles.dialog}>
          <Heading slot="title" className={cx(bare ? 'hidden-text' : styles.title)}>
            {title}
          </Heading>
          {bare ? children : <div className={styles.body}>{children}</div>}
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

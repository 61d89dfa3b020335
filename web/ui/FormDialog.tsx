import type { ReactNode } from 'react';

import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { t } from './messages.en.ts';
import { ErrorState } from './States.tsx';

import styles from './Dialog.module.css';

interface FormDialogProps {
  title: ReactNode;
  /** The button that sends it; a verb. */
  action: ReactNode;
  /** What stands at the left; a button "Not now" unless said. */
  back?: ReactNode;
  /** Whether what stands in it can be sent. */
  ready?: boolean;
  sending: boolean;
  /** Why it was refused, in words; nothing where a field says so. */
  failure?: string | false | null;
  wide?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Fields in a box over the page; Enter in a line of text sends them like the button. */
export function FormDialog({
  title,
  action,
  back,
  ready = true,
  sending,
  failure,
  wide = false,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  return (
    <Dialog
      open
      wide={wide}
      onClose={onClose}
      title={title}
      actions={
        <>
          {back ?? (
            <Button kind="quiet" onPress={onClose}>
              {t('cancel')}
            </Button>
          )}
          <Button kind="primary" sending={sending} isDisabled={!ready} onPress={onSubmit}>
            {action}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !sending) onSubmit();
        }}
      >
        {children}
        {failure ? <ErrorState title={failure} /> : null}
        {/* With more than one line of text, Enter asks for a button of the form itself. */}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}

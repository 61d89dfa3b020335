import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { t } from './messages.en.ts';

import styles from './SnoozeDialog.module.css';

const lengths = ['30m', '1h', '4h', '12h'] as const;

/** For how long; four answers, no typing. */
export function SnoozeDialog({
  onClose,
  onPick,
}: {
  onClose: () => void;
  onPick: (duration: string, name: string) => void;
}) {
  return (
    <Dialog open onClose={onClose} title={t('snooze.title')}>
      <p>{t('snooze.text')}</p>
      <div className={styles.lengths}>
        {lengths.map((length, index) => (
          <Button
            key={length}
            autoFocus={index === 1}
            size="hero"
            onPress={() => onPick(length, t(`snooze.${length}`))}
          >
            {t(`snooze.${length}`)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}

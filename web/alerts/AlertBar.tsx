import { Button } from '../ui/Button.tsx';
import { t } from './messages.en.ts';
import type { AlertActions } from './useAlertActions.tsx';

import styles from './AlertsPage.module.css';

/** What can be done with the picked rows, the likeliest at the thumb's end. */
export function AlertBar({
  count,
  of,
  actions,
}: {
  count: number;
  of: number;
  actions: AlertActions;
}) {
  return (
    <>
      <span className={styles.selected}>{t.rich('bar.selected', { n: count, of })}</span>
      <Button kind="quiet" keys="z" onPress={actions.snooze}>
        {t('do.snooze')}
      </Button>
      <Button kind="quiet" keys="i" onPress={actions.toIncident}>
        {t('do.incident')}
      </Button>
      <Button kind="quiet" keys="r" sending={actions.busy === 'resolve'} onPress={actions.resolve}>
        {t('do.resolve')}
      </Button>
      <Button keys="e" sending={actions.busy === 'escalate'} onPress={actions.escalate}>
        {t('do.escalate')}
      </Button>
      <Button
        kind="primary"
        keys="a"
        sending={actions.busy === 'acknowledge'}
        onPress={actions.acknowledge}
      >
        {t('do.acknowledge')}
      </Button>
    </>
  );
}

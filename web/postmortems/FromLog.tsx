import { Eye, EyeOff } from 'lucide-react';

import type { PostmortemBody } from '#postmortems/contract';

import { useMay } from '../client/session.ts';
import { IconButton } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { SeverityShape } from '../ui/Severity.tsx';
import { clock } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import type { Write } from './usePostmortem.ts';

import styles from './FromLog.module.css';

const shapes = { ok: 'ok', hint: 'sev2', blocks: 'sev1' } as const;

/** The log the document stands on, lines to leave out, and what is asked before it is published. */
export function FromLog({ postmortem, onSave }: { postmortem: PostmortemBody; onSave: Write }) {
  const zone = useZone();
  const may = useMay('postmortems:write');
  const hidden = new Set(postmortem.hiddenEntries);
  const kept = postmortem.timeline.filter(
    (line) => line.entryId === null || !hidden.has(line.entryId),
  );
  const toggle = (id: string) =>
    void onSave({
      hiddenEntries: hidden.has(id) ? [...hidden].filter((one) => one !== id) : [...hidden, id],
    });
  return (
    <div className={styles.pane}>
      <h2 className={styles.head}>
        {t('log')}{' '}
        <span>{t('log.about', { kept: kept.length, all: postmortem.timeline.length })}</span>
      </h2>
      <ol className={styles.log}>
        {postmortem.timeline.map((line, index) => {
          const id = line.entryId;
          const out = id !== null && hidden.has(id);
          return (
            <li key={id ?? index} className={cx(styles.line, out && styles.out)}>
              <time dateTime={line.at}>{clock(line.at, zone)}</time>
              <span>{line.text}</span>
              {may && id !== null ? (
                <IconButton
                  icon={out ? Eye : EyeOff}
                  label={t(out ? 'log.keep' : 'log.hide', { text: line.text })}
                  onPress={() => toggle(id)}
                />
              ) : null}
            </li>
          );
        })}
      </ol>
      <h2 className={styles.head}>{t('before')}</h2>
      <ul className={styles.checks}>
        {postmortem.checks.map((check) => (
          <li key={check.name}>
            <SeverityShape state={shapes[check.outcome]} size={14} />
            {t(`check.${check.name}.${check.outcome}`)}
          </li>
        ))}
      </ul>
      {postmortem.changes.length > 0 ? (
        <>
          <h2 className={styles.head}>{t('changes')}</h2>
          <ul className={styles.checks}>
            {postmortem.changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

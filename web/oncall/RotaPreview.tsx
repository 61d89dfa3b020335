import { oncallApi, type Schedule } from '#oncall/contract';

import { useRead } from '../client/queries.ts';
import { useNow } from '../ui/clock.ts';
import { SeverityShape } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { clock, day, ms, startOfDay } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './RotaForm.module.css';

interface RotaPreviewProps {
  timezone: string;
  layers: Schedule['layers'];
}

/** The next shifts and gaps that these layers would give, by the function that pages. */
export function RotaPreview({ timezone, layers }: RotaPreviewProps) {
  const zone = useZone();
  const now = useNow('minute');
  const from = startOfDay(now, zone);
  const range = {
    from: new Date(from).toISOString(),
    to: new Date(from + 28 * 86400e3).toISOString(),
  };
  const preview = useRead(
    oncallApi.preview,
    { body: { timezone, layers, ...range } },
    { when: layers.some((layer) => layer.users.length > 0), keep: true },
  );
  const shifts = (preview.data?.shifts ?? []).map((shift) => ({
    at: ms(shift.start),
    name: shift.name as string | null,
  }));
  const gaps = (preview.data?.gaps ?? []).map((gap) => ({ at: ms(gap.start), name: null }));
  return (
    <>
      <h3 className={styles.head}>{t('form.preview')}</h3>
      <ol className={styles.preview}>
        {[...shifts, ...gaps]
          .toSorted((a, b) => a.at - b.at)
          .slice(0, 5)
          .map((one) => (
            <li key={one.at}>
              <span className={styles.at}>{`${day(one.at, zone)} ${clock(one.at, zone)}`}</span>
              {one.name ?? (
                <b className={styles.gap}>
                  <SeverityShape state="sev1" size={14} />
                  {t('form.preview.gap')}
                </b>
              )}
            </li>
          ))}
      </ol>
      {preview.data?.problems.map((problem) => (
        <ErrorState key={problem.pointer + problem.message} title={problem.message} />
      ))}
    </>
  );
}

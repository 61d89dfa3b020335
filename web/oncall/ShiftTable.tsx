import type { Lanes } from '#oncall/contract';

import { SeverityShape } from '../ui/Severity.tsx';
import { Table } from '../ui/Table.tsx';
import { clock, day, length, ms } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './ShiftTable.module.css';

/** The same shifts and gaps as a list, in order; the twin of the lanes, and the phone's agenda. */
export function ShiftTable({ lanes }: { lanes: Lanes }) {
  const zone = useZone();
  const rows = [
    ...lanes.final.map((shift) => ({
      key: `${shift.user}${shift.start}`,
      name: shift.name as string | null,
      from: ms(shift.start),
      to: ms(shift.end),
      begun: shift.begun,
      goesOn: shift.goesOn,
    })),
    ...lanes.gaps.map((gap) => ({
      key: `gap${gap.start}`,
      name: null,
      from: ms(gap.start),
      to: ms(gap.end),
      begun: gap.begun,
      goesOn: gap.goesOn,
    })),
  ].toSorted((a, b) => a.from - b.from);
  const at = (moment: number) => `${day(moment, zone)} ${clock(moment, zone)}`;
  const until = (from: number, to: number) =>
    day(from, zone) === day(to, zone) ? clock(to, zone) : at(to);
  return (
    <div className={styles.table}>
      <Table
        caption={t('final')}
        dense
        rows={rows}
        rowKey={(row) => row.key}
        columns={[
          {
            id: 'who',
            head: t('table.who'),
            cell: (row) =>
              row.name ?? (
                <span className={styles.gap}>
                  <SeverityShape state="sev1" size={14} />
                  {t('nobody')}
                </span>
              ),
          },
          {
            id: 'from',
            head: t('table.from'),
            cell: (row) => (row.begun ? t('table.before', { at: at(row.from) }) : at(row.from)),
          },
          {
            id: 'to',
            head: t('table.to'),
            cell: (row) =>
              row.goesOn ? t('table.after', { at: at(row.to) }) : until(row.from, row.to),
          },
          {
            id: 'length',
            head: t('table.length'),
            cell: (row) =>
              row.begun || row.goesOn
                ? t('table.atLeast', { length: length(row.to - row.from) })
                : length(row.to - row.from),
            end: true,
            wideOnly: true,
          },
        ]}
      />
    </div>
  );
}

import { CalendarDays, ChevronLeft, ChevronRight, Table2 } from 'lucide-react';
import { useState } from 'react';

import { oncallApi } from '#oncall/contract';

import { useAddress, usePathPart } from '../client/address.ts';
import { useCommands } from '../client/commands.ts';
import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMayChange } from '../client/session.ts';
import { useIsPhone } from '../client/use-is-phone.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ChipButton } from '../ui/Chip.tsx';
import { useNow } from '../ui/clock.ts';
import type { Shift } from '../ui/ScheduleLane.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { ms, zoneName } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { CoverDialog } from './CoverDialog.tsx';
import { CoverPanel } from './CoverPanel.tsx';
import { t } from './messages.en.ts';
import { hoursWords } from './people.ts';
import { isoDate, moved, rangeOf, rangeWords, spans, type Span } from './range.ts';
import { RotaForm } from './RotaForm.tsx';
import { ScheduleGrid } from './ScheduleGrid.tsx';
import { ShiftTable } from './ShiftTable.tsx';
import { ThirtyDays } from './ThirtyDays.tsx';

import styles from './SchedulePage.module.css';

const monthMs = 30 * 86400e3;

function spanOf(word: string | undefined): Span {
  return spans.find((span) => span === word) ?? 'week';
}

type Address = 'span' | 'date' | 'as' | 'from' | 'to';

/** One rota: who will really be paged, what makes it up, and how to change it. */
export function SchedulePage() {
  const slug = usePathPart('slug');
  const zone = useZone();
  const minute = useNow('minute');
  const [address, setAddress] = useAddress<Address>();
  const [covering, setCovering] = useState<{ from: number; to: number } | null>(null);
  const [editing, setEditing] = useState(false);
  const span = spanOf(address.span);
  const range = rangeOf(span, address.date, minute, zone);
  const params = { id: slug };
  const topics = ['oncall'];
  const schedule = useRead(oncallApi.get, { params }, { topics });
  const mayEdit = useMayChange('schedules', schedule.data?.team?.slug);
  const lanes = useRead(
    oncallApi.lanes,
    { params, query: { from: iso(range.from), to: iso(range.to) } },
    { topics, keep: true },
  );
  const start = Math.floor(minute / 3600e3) * 3600e3;
  const ahead = useRead(
    oncallApi.lanes,
    { params, query: { from: iso(start), to: iso(start + monthMs) } },
    { topics },
  );
  const gaps = (ahead.data?.gaps ?? []).map((gap) => ({ from: ms(gap.start), to: ms(gap.end) }));
  const phone = useIsPhone();
  // A phone reads an agenda; lanes are a press away.
  const table = address.as === undefined ? phone : address.as === 'table';
  const go = (step: 1 | -1) =>
    setAddress({
      date: moved(span, range, step, zone),
      from: undefined,
      to: undefined,
    });
  const today = () => setAddress({ date: undefined });
  const pick = (shift: { from: number; to: number }) =>
    setAddress({ from: String(shift.from), to: String(shift.to) });
  const jump = (step: 1 | -1) => {
    const next =
      step === 1
        ? (gaps.find((gap) => gap.from >= range.to) ?? gaps[0])
        : (gaps.findLast((gap) => gap.from < range.from) ?? gaps.at(-1));
    if (next)
      setAddress({ date: isoDate(next.from, zone), from: String(next.from), to: String(next.to) });
  };
  useCommands([
    {
      id: 'rota-cover',
      name: t('cover'),
      keys: 'o',
      group: t('keys.group'),
      run: () => setCovering({ from: minute, to: minute + 8 * 3600e3 }),
    },
    { id: 'rota-today', name: t('today'), keys: 't', group: t('keys.group'), run: today },
    {
      id: 'rota-view',
      name: table ? t('view.lanes') : t('view.table'),
      keys: 'v',
      group: t('keys.group'),
      run: () => setAddress({ as: table ? 'lanes' : 'table' }),
    },
    {
      id: 'rota-later',
      name: t('later'),
      keys: 'ArrowRight',
      group: t('keys.group'),
      keysOnly: true,
      run: () => go(1),
    },
    {
      id: 'rota-earlier',
      name: t('earlier'),
      keys: 'ArrowLeft',
      group: t('keys.group'),
      keysOnly: true,
      run: () => go(-1),
    },
  ]);
  const name = schedule.data?.name ?? slug;
  const picked =
    address.from !== undefined && address.to !== undefined
      ? { from: Number(address.from), to: Number(address.to) }
      : (gaps[0] ?? null);
  const bar = (
    <div className={styles.bar}>
      <IconButton icon={ChevronLeft} label={t('earlier')} onPress={() => go(-1)} />
      <b className={styles.range}>{t('range', rangeWords(range.from, range.to, zone))}</b>
      <IconButton icon={ChevronRight} label={t('later')} onPress={() => go(1)} />
      <Button keys="t" onPress={today}>
        {t('today')}
      </Button>
      <Button keys="o" onPress={() => setCovering({ from: minute, to: minute + 8 * 3600e3 })}>
        {t('cover')}
      </Button>
      {mayEdit && schedule.data ? (
        <Button kind="quiet" onPress={() => setEditing(true)}>
          {t('edit')}
        </Button>
      ) : null}
      {schedule.data ? <CopyYaml kind="schedule" id={slug} name={schedule.data.name} /> : null}
      <span className={styles.spans} role="group" aria-label={t('view.label')}>
        {spans.map((one) => (
          <ChipButton
            key={one}
            on={one === span}
            onChange={() => setAddress({ span: one === 'week' ? undefined : one })}
          >
            {t(`view.${one}`)}
          </ChipButton>
        ))}
        <ChipButton
          icon={table ? CalendarDays : Table2}
          keys="v"
          on={table}
          onChange={() => setAddress({ as: table ? 'lanes' : 'table' })}
        >
          {table ? t('view.lanes') : t('view.table')}
        </ChipButton>
      </span>
    </div>
  );
  return (
    <Screen
      title={name}
      about={schedule.data?.team ? t('about.team', { team: schedule.data.team.name }) : t('about')}
      tools={<GapCount gaps={gaps} known={ahead.data !== undefined} onJump={jump} />}
    >
      {bar}
      <Read
        query={lanes}
        list={{ name: t('title'), href: '/on-call' }}
        what={t('schedule')}
        skeleton={<SkeletonRows rows={7} height={64} />}
      >
        {(data) => (
          <>
            {table ? (
              <ShiftTable lanes={data} />
            ) : (
              <ScheduleGrid
                lanes={data}
                from={range.from}
                to={range.to}
                onPick={(shift: Shift) => pick(shift)}
              />
            )}
            {schedule.data && schedule.data.timezone !== zone ? (
              <p className={styles.other}>
                {t('zoneOther', { zone: zoneName(schedule.data.timezone, minute) })}
              </p>
            ) : null}
            <div className={styles.below}>
              <CoverPanel
                slug={slug}
                team={schedule.data?.team?.slug ?? null}
                layers={schedule.data?.layers ?? []}
                lanes={data}
                ahead={ahead.data}
                picked={picked}
              />
              <ThirtyDays start={start} gaps={gaps} onPick={pick} />
            </div>
          </>
        )}
      </Read>
      {covering ? (
        <CoverDialog
          slug={slug}
          team={schedule.data?.team?.slug ?? null}
          {...covering}
          onClose={() => setCovering(null)}
        />
      ) : null}
      {editing && schedule.data ? (
        <RotaForm schedule={schedule.data} onClose={() => setEditing(false)} />
      ) : null}
    </Screen>
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function GapCount({
  gaps,
  known,
  onJump,
}: {
  gaps: readonly { from: number; to: number }[];
  known: boolean;
  onJump: (step: 1 | -1) => void;
}) {
  if (!known) return null;
  const sum = gaps.reduce((total, gap) => total + gap.to - gap.from, 0);
  return (
    <span className={styles.gaps}>
      <SeverityShape state={gaps.length > 0 ? 'sev1' : 'ok'} size={14} />
      {gaps.length === 0 ? (
        t('noGaps')
      ) : (
        <>
          <span>{t.rich('gaps', { n: gaps.length, hours: hoursWords(sum) })}</span>
          <IconButton icon={ChevronLeft} label={t('gap.before')} onPress={() => onJump(-1)} />
          <IconButton icon={ChevronRight} label={t('gap.next')} onPress={() => onJump(1)} />
        </>
      )}
    </span>
  );
}

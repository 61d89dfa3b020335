import { type ReactNode, useState } from 'react';

import { type BackupState, operationApi } from '#operation/contract';

import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { downloadCopy } from './download-copy.ts';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './operation-messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

const topics = ['settings', 'now'];

type Schedule = BackupState['schedule'];

/** Copies of the installation: the last one, one at once, and those that are made by themselves. */
export function CopiesSection() {
  const zone = useZone();
  const now = useNow('minute');
  const owner = useMay('owners:write');
  const state = useRead(operationApi.backupState, {}, { topics });
  const [taking, setTaking] = useState(false);
  const take = (): void => {
    setTaking(true);
    downloadCopy()
      .then((taken) => taken && toast({ text: t('copies.done') }))
      .catch(sayFailure)
      .finally(() => setTaking(false));
  };
  return (
    <Section title={t('copies')}>
      <Read query={state} what={t('copies')}>
        {({ lastBackup, lastRestore, keys, schedule }) => (
          <>
            <p className={styles.text}>
              {lastBackup === null
                ? t('copies.never')
                : t('copies.last', {
                    when: when(lastBackup.at, now, zone),
                    by: lastBackup.by,
                    size: sizeOf(lastBackup.bytes),
                  })}
            </p>
            {lastRestore === null ? null : (
              <p className={styles.text}>
                {t('copies.restored', {
                  when: when(lastRestore.at, now, zone),
                  made: when(lastRestore.madeAt, now, zone),
                })}
              </p>
            )}
            <ScheduleFacts schedule={schedule} />
            <p className={styles.text}>{t('copies.text', { key: keys[0] ?? '' })}</p>
            {owner ? (
              <ScheduleForm key={schedule.version} schedule={schedule}>
                <Button sending={taking} onPress={take}>
                  {t('copies.take')}
                </Button>
              </ScheduleForm>
            ) : null}
          </>
        )}
      </Read>
    </Section>
  );
}

function sizeOf(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function ScheduleFacts({ schedule: { plan, nextAt, last } }: { schedule: Schedule }) {
  const zone = useZone();
  const now = useNow('minute');
  const failed = last?.state === 'failed';
  return (
    <>
      {plan === null ? (
        <p className={styles.warn}>
          <SeverityShape state="sev3" /> {t('plan.none')}
        </p>
      ) : null}
      {plan !== null && nextAt !== null ? (
        <p className={styles.fact}>{t('plan.next', { when: when(nextAt, now, zone) })}</p>
      ) : null}
      {last === null ? null : (
        <p className={failed ? styles.warn : styles.fact}>
          <SeverityShape state={failed ? 'sev1' : 'ok'} />
          <span className={styles.break}>
            {t(`plan.${last.state}`, {
              when: when(last.startedAt, now, zone),
              node: last.node,
              detail: [failed ? null : last.file, last.detail].filter(Boolean).join('; '),
              size: last.bytes === null ? '' : sizeOf(last.bytes),
            })}
          </span>
        </p>
      )}
    </>
  );
}

const hours = [1, 3, 6, 12] as const;

function ScheduleForm({
  schedule: { plan, version },
  children,
}: {
  schedule: Schedule;
  children: ReactNode;
}) {
  const zone = useMe().timezone;
  const [how, setHow] = useState(
    plan === null ? 'off' : plan.kind === 'daily' ? 'daily' : String(plan.hours),
  );
  const [at, setAt] = useState(plan?.kind === 'daily' ? plan.at : '03:00');
  const [timezone, setTimezone] = useState(plan?.kind === 'daily' ? plan.timezone : zone);
  const [keep, setKeep] = useState(String(plan?.keep ?? 14));
  const save = useWrite(operationApi.editBackupPlan, {
    touches: ['settings'],
    onDone: () => toast({ text: t('watch.saved') }),
    onFail: sayFailure,
  });
  const goodTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(at);
  const goodKeep = /^[1-9]\d{0,2}$/.test(keep.trim());
  const good = how === 'off' || (goodKeep && (how !== 'daily' || goodTime));
  const next = (): Schedule['plan'] => {
    const kept = { keep: Number(keep) };
    if (how === 'off') return null;
    if (how === 'daily') return { kind: 'daily', at, timezone, ...kept };
    return { kind: 'hours', hours: Number(how), ...kept };
  };
  const every = [...new Set([...hours, ...(plan?.kind === 'hours' ? [plan.hours] : [])])];
  return (
    <>
      <div className={styles.fields}>
        <Select
          label={t('plan.how')}
          value={how}
          onChange={setHow}
          options={[
            { id: 'off', name: t('plan.off') },
            { id: 'daily', name: t('plan.daily') },
            ...every
              .toSorted((a, b) => a - b)
              .map((n) => ({ id: String(n), name: t('plan.every', { n }) })),
          ]}
        />
        {how === 'daily' ? (
          <>
            <Field
              label={t('test.at')}
              value={at}
              onChange={setAt}
              error={goodTime ? undefined : t('test.bad')}
            />
            <Field label={t('test.zone')} value={timezone} onChange={setTimezone} />
          </>
        ) : null}
        {how === 'off' ? null : (
          <Field
            label={t('plan.keep')}
            value={keep}
            onChange={setKeep}
            inputMode="numeric"
            error={goodKeep ? undefined : t('plan.keep.bad')}
          />
        )}
      </div>
      <div className={styles.actions}>
        <Button
          kind="primary"
          sending={save.isPending}
          isDisabled={!good}
          onPress={() => save.mutate({ body: { plan: next() }, headers: ifMatch(version) })}
        >
          {t('plan.save')}
        </Button>
        {children}
      </div>
    </>
  );
}

import { useState } from 'react';

import { oncallApi } from '#oncall/contract';
import { operationApi, type TestPageState, type WatchState } from '#operation/contract';

import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { CopiesSection } from './CopiesSection.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './operation-messages.en.ts';
import { RetentionSection } from './RetentionSection.tsx';
import { RingSection } from './RingSection.tsx';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

const topics = ['settings', 'now'];

/** Copies of the installation, the watch over the chain, its rehearsal, what is kept how long, and the keys. */
export function OperationPart() {
  return (
    <>
      <CopiesSection />
      <WatchSection />
      <TestPageSection />
      <RetentionSection />
      <RingSection />
    </>
  );
}

function WatchSection() {
  const owner = useMay('owners:write');
  const state = useRead(operationApi.watch, {}, { topics });
  return (
    <Section title={t('watch')}>
      <p className={styles.text}>{t('watch.text')}</p>
      <Read query={state} what={t('watch')}>
        {(watch) => (
          <>
            <WatchFacts watch={watch} />
            {owner ? <WatchForm key={JSON.stringify(watch.alarm)} watch={watch} /> : null}
          </>
        )}
      </Read>
    </Section>
  );
}

function WatchFacts({ watch: { checks, heartbeat, alarm } }: { watch: WatchState }) {
  const zone = useZone();
  const now = useNow('minute');
  const second = [...(alarm.host === null ? [] : [alarm.host]), ...alarm.emails];
  const last = heartbeat?.last;
  return (
    <>
      {checks.length === 0 ? <p className={styles.text}>{t('watch.young')}</p> : null}
      {checks.map(({ name, ok, detail }) => (
        <p key={name} className={ok ? styles.fact : styles.warn}>
          <SeverityShape state={ok ? 'ok' : 'sev1'} /> {t(`watch.${name}`)}: {detail}
        </p>
      ))}
      <p className={heartbeat === null ? styles.warn : styles.fact}>
        {heartbeat === null ? <SeverityShape state="sev3" /> : null}
        {heartbeat === null
          ? t('watch.none')
          : last
            ? t('watch.beat', {
                host: heartbeat.host,
                when: when(last.at, now, zone),
                detail: last.detail,
              })
            : t('watch.waits', { host: heartbeat.host })}
      </p>
      <p className={second.length === 0 ? styles.warn : styles.fact}>
        {second.length === 0 ? <SeverityShape state="sev3" /> : null}
        {second.length === 0 ? t('watch.nobody') : t('watch.second', { who: second.join(', ') })}
      </p>
    </>
  );
}

function WatchForm({ watch: { heartbeat, alarm } }: { watch: WatchState }) {
  const [heartbeatUrl, setHeartbeat] = useState('');
  const [alarmUrl, setAlarm] = useState('');
  const [emails, setEmails] = useState(alarm.emails.join(', '));
  const save = useWrite(operationApi.editWatch, {
    touches: ['settings'],
    onDone: () => {
      setHeartbeat('');
      setAlarm('');
      toast({ text: t('watch.saved') });
    },
    onFail: sayFailure,
  });
  const attempt = useWrite(operationApi.tryWatch, {
    onDone: ({ told }) => {
      for (const { to, ok, detail } of told) {
        toast({ text: t('watch.told', { to, detail }), ...(ok ? {} : { state: 'sev2' as const }) });
      }
    },
    onFail: sayFailure,
  });
  const alarmEmails = emails
    .split(/[,\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const body = {
    alarmEmails,
    ...(heartbeatUrl.trim() !== '' && { heartbeatUrl: heartbeatUrl.trim() }),
    ...(alarmUrl.trim() !== '' && { alarmUrl: alarmUrl.trim() }),
  };
  return (
    <div className={styles.fields}>
      <Field
        label={t('watch.heartbeat')}
        value={heartbeatUrl}
        onChange={setHeartbeat}
        inputMode="url"
        ask={heartbeat === null ? 'https://' : t('watch.keep')}
      />
      <Field
        label={t('watch.alarm')}
        value={alarmUrl}
        onChange={setAlarm}
        inputMode="url"
        ask={alarm.host === null ? 'https://' : t('watch.keep')}
      />
      <Field label={t('watch.emails')} value={emails} onChange={setEmails} inputMode="email" />
      <div className={styles.actions}>
        <Button sending={save.isPending} onPress={() => save.mutate({ body })}>
          {t('save')}
        </Button>
        <Button sending={attempt.isPending} onPress={() => attempt.mutate({})}>
          {t('watch.try')}
        </Button>
        {heartbeat === null ? null : (
          <Button onPress={() => save.mutate({ body: { heartbeatUrl: null } })}>
            {t('watch.stop', { host: heartbeat.host })}
          </Button>
        )}
      </div>
    </div>
  );
}

function TestPageSection() {
  const mayEdit = useMay('settings:write');
  const state = useRead(operationApi.testPage, {}, { topics });
  return (
    <Section title={t('test')}>
      <p className={styles.text}>{t('test.text')}</p>
      <Read query={state} what={t('test')}>
        {(testPage) => (
          <>
            {mayEdit ? <TestPageForm key={testPage.version} testPage={testPage} /> : null}
            <Rehearsals testPage={testPage} />
          </>
        )}
      </Read>
    </Section>
  );
}

function TestPageForm({ testPage: { setting, version } }: { testPage: TestPageState }) {
  const zone = useMe().timezone;
  const schedules = useRead(oncallApi.list, { query: { limit: 200 } }, { topics: ['oncall'] });
  const [at, setAt] = useState(setting?.at ?? '09:30');
  const [timezone, setTimezone] = useState(setting?.timezone ?? zone);
  const [schedule, setSchedule] = useState(setting?.schedule ?? null);
  const save = useWrite(operationApi.editTestPage, {
    touches: ['settings'],
    onDone: () => toast({ text: t('watch.saved') }),
    onFail: sayFailure,
  });
  const good = /^([01]\d|2[0-3]):[0-5]\d$/.test(at);
  const put = (next: { at: string; timezone: string; schedule: string } | null): void =>
    save.mutate({ body: { setting: next }, headers: ifMatch(version) });
  return (
    <div className={styles.fields}>
      <Select
        label={t('test.schedule')}
        options={(schedules.data?.items ?? []).map(({ slug, name }) => ({ id: slug, name }))}
        value={schedule}
        onChange={setSchedule}
      />
      <Field
        label={t('test.at')}
        value={at}
        onChange={setAt}
        error={good ? undefined : t('test.bad')}
      />
      <Field label={t('test.zone')} value={timezone} onChange={setTimezone} />
      <div className={styles.actions}>
        <Button
          sending={save.isPending}
          isDisabled={!good || schedule === null}
          onPress={() => schedule !== null && put({ at, timezone, schedule })}
        >
          {t('save')}
        </Button>
        {setting === null ? null : <Button onPress={() => put(null)}>{t('test.off')}</Button>}
      </div>
    </div>
  );
}

function Rehearsals({ testPage: { rehearsals } }: { testPage: TestPageState }) {
  if (rehearsals.length === 0) return <Empty good={false} title={t('test.none')} />;
  return (
    <Table
      caption={t('test')}
      rows={rehearsals}
      rowKey={({ day }) => day}
      columns={[
        { id: 'day', head: t('head.day'), cell: ({ day }) => day },
        { id: 'person', head: t('head.person'), cell: ({ person }) => person?.name ?? t('nobody') },
        {
          id: 'result',
          head: t('head.result'),
          cell: ({ state, detail, seconds }) => (
            <>
              <SeverityShape
                state={state === 'failed' ? 'sev1' : state === 'sent' ? 'sev3' : 'ok'}
              />{' '}
              {state === 'waiting'
                ? t('state.waiting')
                : state === 'answered'
                  ? t('state.answered', { seconds: seconds ?? 0 })
                  : detail}
            </>
          ),
        },
      ]}
    />
  );
}

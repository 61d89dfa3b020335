import { useCallback, useDeferredValue, useEffect, useState, type FormEvent } from 'react';

import { incidentsApi } from '#incidents/contract';
import type { Static } from '#platform/endpoint';

import { useGo } from '../client/address.ts';
import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import type { DeclarePrefill } from '../client/shell.ts';
import { takeTyped } from '../client/typed-ahead.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Checkbox, RadioGroup, RadioRow } from '../ui/Choice.tsx';
import { now as clockNow, useNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';
import { incidentState, SeverityShape, stateShort } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { length, ms } from '../ui/time.ts';
import { t } from './messages.en.ts';

import styles from './DeclareDialog.module.css';

const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
const draftKey = 'ek.declare';

function readDraft(): string {
  try {
    return sessionStorage.getItem(draftKey) ?? '';
  } catch {
    return '';
  }
}

function keepDraft(text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(draftKey);
    else sessionStorage.setItem(draftKey, text);
  } catch {
    // Without storage the words last as long as the dialog.
  }
}

/** One field, and everything else has a default. Enter declares; the room opens at once. */
export function DeclareDialog({
  prefill,
  onClose,
}: {
  prefill: DeclarePrefill;
  onClose: () => void;
}) {
  const go = useGo();
  const me = useMe();
  const [title, setTitle] = useState(prefill.title ?? readDraft());
  const [severity, setSeverity] = useState<string>(prefill.severity ?? 'sev2');
  const [secret, setSecret] = useState(false);
  const [openedAt] = useState(clockNow);
  const field = useCallback((input: HTMLInputElement | null) => {
    if (input === null) return;
    const typed = takeTyped();
    if (typed !== '') setTitle((words) => words + typed);
  }, []);
  const settled = useDeferredValue(title.trim());
  const preview = useRead(
    incidentsApi.preview,
    { query: { title: settled, ...(prefill.alerts?.[0] && { alert: prefill.alerts[0] }) } },
    { when: settled.length > 2, keep: true },
  );
  const found = settled.length > 2 ? (preview.data?.services ?? []) : [];
  const services = prefill.services ?? found.map((service) => service.slug);
  const declare = useWrite(incidentsApi.declare, {
    touches: ['incidents', 'now', 'alerts'],
    onDone: (incident) => {
      keepDraft('');
      onClose();
      go(`/incidents/${incident.ref}`);
    },
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const trimmed = title.trim();
    if (trimmed === '' || declare.isPending) return;
    declare.mutate({
      body: {
        title: trimmed,
        severity: severity as 'sev2',
        ...(secret && { private: true }),
        ...(services.length > 0 && { services }),
        ...(prefill.alerts && { alerts: prefill.alerts }),
      },
    });
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const picked = severities[Number(event.key) - 1];
      if (!event.altKey || picked === undefined) return;
      event.preventDefault();
      setSeverity(picked);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog open onClose={onClose} title={t('declare.title')} wide bare>
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.ask}>
          <label htmlFor="declare-title">{t('declare.ask')}</label>
          <Opened since={openedAt} />
          <input
            id="declare-title"
            ref={field}
            className={styles.input}
            value={title}
            onChange={(event) => {
              setTitle(event.target.value);
              keepDraft(event.target.value);
            }}
            autoFocus
            autoComplete="off"
            maxLength={200}
            placeholder={t('declare.one')}
            enterKeyHint="go"
          />
        </div>
        {settled.length > 2 && preview.data?.similar[0] ? (
          <Similar incident={preview.data.similar[0]} onJoin={onClose} />
        ) : null}
        <div className={styles.severities}>
          <RadioGroup
            label={t('declare.severity')}
            hideLabel
            value={severity}
            onChange={setSeverity}
          >
            {severities.map((one, index) => (
              <RadioRow key={one} value={one}>
                <SeverityShape state={one} />
                <b className={styles.short}>{stateShort(one)}</b>
                <span className={styles.line}>{t(`${one}.line`)}</span>
                {one === 'sev2' ? (
                  <span className={styles.default}>{t('declare.default')}</span>
                ) : null}
                <Key keys={`Alt+${index + 1}`} />
              </RadioRow>
            ))}
          </RadioGroup>
        </div>
        <dl className={styles.facts}>
          <dt>{t('declare.service')}</dt>
          <dd>
            {services.length === 0 ? (
              <span className={styles.quiet}>{t('declare.service.none')}</span>
            ) : prefill.services ? (
              services.join(', ')
            ) : (
              t.rich('declare.service.found', {
                name: <b>{found.map((service) => service.name).join(', ')}</b>,
              })
            )}
          </dd>
          {prefill.alerts && prefill.alerts.length > 0 ? (
            <>
              <dt>{t('declare.alerts')}</dt>
              <dd>{prefill.alerts.join(', ')}</dd>
            </>
          ) : null}
          <dt>{t('declare.lead')}</dt>
          <dd className={styles.lead}>
            <Person name={me.name} own />
            <span className={styles.quiet}>{t('declare.lead.you')}</span>
          </dd>
          <dt>{t('declare.who')}</dt>
          <dd>
            <Checkbox checked={secret} onChange={setSecret}>
              {t('declare.private')}
            </Checkbox>
          </dd>
        </dl>
        {declare.isError ? (
          <div className={styles.failed}>
            <ErrorState title={t('declare.failed', { why: words(declare.error) })} />
          </div>
        ) : null}
        <div className={styles.foot}>
          <span className={styles.quiet}>{t('declare.keep')}</span>
          <Button
            kind="primary"
            size="hero"
            keys="Enter"
            type="submit"
            sending={declare.isPending}
            isDisabled={title.trim() === ''}
          >
            {t('declare.button')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Opened({ since }: { since: number }) {
  const now = useNow();
  return (
    <span className={styles.opened}>
      {t('declare.opened', { time: length(Math.max(0, now - since)) })}
    </span>
  );
}

type Alike = Static<typeof incidentsApi.preview.response>['similar'][number];

/** An open incident that may be the same: joining it is better than a second one. */
function Similar({ incident, onJoin }: { incident: Alike; onJoin: () => void }) {
  const go = useGo();
  const at = useNow('minute');
  return (
    <div className={styles.similar}>
      <SeverityShape state={incidentState(incident.severity)} />
      <div className={styles.similarText}>
        <b>
          {t('declare.looksLike', {
            ref: incident.ref,
            time: length(Math.max(0, at - ms(incident.declaredAt))),
          })}
        </b>
        <span>{t('declare.why', { title: incident.title, why: incident.why })}</span>
      </div>
      <Button
        onPress={() => {
          onJoin();
          go(`/incidents/${incident.ref}`);
        }}
      >
        {t('declare.join')}
      </Button>
    </div>
  );
}

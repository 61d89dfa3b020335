import { useState } from 'react';

import type { PostmortemBody } from '#postmortems/contract';

import { usePathPart } from '../client/address.ts';
import { useCommands } from '../client/commands.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Link } from '../ui/Link.tsx';
import { incidentState, SeverityBadge, SeverityShape } from '../ui/Severity.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { clock, date, length, ms, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { Actions } from './Actions.tsx';
import { Factors } from './Factors.tsx';
import { FromLog } from './FromLog.tsx';
import { t } from './messages.en.ts';
import { PhaseBar } from './PhaseBar.tsx';
import { usePostmortem, type Saving, type Write } from './usePostmortem.ts';
import { WentWell } from './WentWell.tsx';
import { WriteText } from './WriteText.tsx';

import styles from './Postmortem.module.css';

/** The document that the log has already written: one thinks, completes and promises. */
export function PostmortemPage() {
  const ref = usePathPart('ref');
  const { query, saving, save, publish } = usePostmortem(ref);
  const may = useMay('postmortems:write');
  const [asking, setAsking] = useState(false);
  const data = query.data;
  const next = data === undefined || !may ? null : nextStep(data.state);
  const go = () => {
    if (next === 'review') {
      void save({ state: 'inReview' }).then((ok) => ok && toast({ text: t('asked.review') }));
    } else if (next === 'publish') setAsking(true);
  };
  useCommands(
    next === null
      ? []
      : [{ id: 'postmortem-next', name: t(next), keys: 'Ctrl+Enter', group: t('one'), run: go }],
  );
  const tools = (
    <>
      <SavedWords saving={saving} />
      {data ? (
        <a href={data.markdownUrl} download className={styles.tool}>
          {t('markdown')}
        </a>
      ) : null}
      {next === null ? null : (
        <Button
          kind="primary"
          keys="Ctrl+Enter"
          isDisabled={next === 'publish' && data?.checks.some((one) => one.outcome === 'blocks')}
          onPress={go}
        >
          {t(next)}
        </Button>
      )}
    </>
  );
  return (
    <Screen
      title={data?.incident.ref ?? ref}
      back={{ name: t('learn'), href: '/learn' }}
      tools={tools}
      pane={data ? <FromLog postmortem={data} onSave={save} /> : undefined}
    >
      <Read
        query={query}
        list={{ name: t('learn'), href: '/learn' }}
        what={t('one')}
        skeleton={<SkeletonRows rows={10} height={56} />}
      >
        {(postmortem) => <Document postmortem={postmortem} may={may} onSave={save} />}
      </Read>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('publish.title', { ref: data?.incident.ref ?? ref })}
        actions={
          <>
            <Button kind="quiet" onPress={() => setAsking(false)}>
              {t('cancel')}
            </Button>
            <Button
              kind="primary"
              sending={saving.busy}
              onPress={() =>
                void publish().then((ok) => {
                  setAsking(false);
                  if (ok) toast({ text: t('published') });
                })
              }
            >
              {t('publish.go')}
            </Button>
          </>
        }
      >
        <p>{t('publish.text')}</p>
      </Dialog>
    </Screen>
  );
}

/** What comes after a state; null when it is published. */
function nextStep(state: PostmortemBody['state']): 'review' | 'publish' | null {
  if (state === 'draft') return 'review';
  return state === 'inReview' ? 'publish' : null;
}

function SavedWords({ saving }: { saving: Saving }) {
  const zone = useZone();
  const words =
    saving.failed !== null
      ? t('save.failed', { why: saving.failed })
      : saving.busy
        ? t('saving')
        : saving.at === null
          ? ''
          : t('saved', { time: clock(saving.at, zone, true) });
  return (
    <span className={styles.saved} role="status">
      {saving.failed === null ? null : <SeverityShape state="sev2" size={14} />}
      {words}
    </span>
  );
}

interface DocumentProps {
  postmortem: PostmortemBody;
  may: boolean;
  onSave: Write;
}

function Document({ postmortem, may, onSave }: DocumentProps) {
  const zone = useZone();
  const { incident } = postmortem;
  const at = postmortem.timeline[0]?.at ?? incident.resolvedAt;
  return (
    <article className={styles.document}>
      <header>
        <div className={styles.head}>
          <SeverityBadge state={incidentState(incident.severity)} />
          <span className={styles.muted}>
            <Link ink href={`/incidents/${incident.ref}`}>
              {incident.ref}
            </Link>
            {at === null ? '' : `, ${date(at, zone)}`}
          </span>
          <span className={styles.muted}>{t(`state.${postmortem.state}`)}</span>
          <Due postmortem={postmortem} />
        </div>
        <h2 className="hidden-text">{postmortem.title}</h2>
        <WriteText
          look="title"
          label={t('title')}
          value={postmortem.title}
          disabled={!may}
          onSave={(title) => void onSave({ title })}
        />
        <WriteText
          look="summary"
          label={t('summary')}
          ask={t('summary.ask')}
          value={postmortem.summary}
          disabled={!may}
          onSave={(summary) => void onSave({ summary })}
        />
        {postmortem.drafted.includes('summary') ? (
          <p className={styles.drafted}>{t('drafted')}</p>
        ) : null}
      </header>
      <PhaseBar postmortem={postmortem} />
      <div className={styles.two}>
        <Text name="impact" postmortem={postmortem} may={may} onSave={onSave} />
        <Text name="detection" postmortem={postmortem} may={may} onSave={onSave} />
      </div>
      <Factors postmortem={postmortem} may={may} onSave={onSave} />
      <Actions postmortem={postmortem} may={may} onSave={onSave} />
      <WentWell postmortem={postmortem} may={may} onSave={onSave} />
      <div className={styles.two}>
        <Text name="lucky" postmortem={postmortem} may={may} onSave={onSave} />
        <Text name="surprises" postmortem={postmortem} may={may} onSave={onSave} />
      </div>
    </article>
  );
}

type TextName = 'impact' | 'detection' | 'lucky' | 'surprises';

function Text({ name, postmortem, may, onSave }: DocumentProps & { name: TextName }) {
  return (
    <section aria-label={t(name)}>
      <h3 className={styles.section}>{t(name)}</h3>
      <WriteText
        look="text"
        label={t(name)}
        ask={t(`${name}.ask`)}
        value={postmortem[name]}
        disabled={!may}
        onSave={(value) => void onSave({ [name]: value })}
      />
      {postmortem.drafted.includes(name) && postmortem[name] !== '' ? (
        <p className={styles.drafted}>{t('drafted')}</p>
      ) : null}
    </section>
  );
}

function Due({ postmortem }: { postmortem: PostmortemBody }) {
  const zone = useZone();
  const now = useNow('minute');
  if (postmortem.dueAt === null || postmortem.publishedAt !== null) return null;
  return (
    <span className={styles.due}>
      {postmortem.overdue ? <SeverityShape state="sev1" size={14} /> : null}
      {postmortem.overdue
        ? t('due.late', { time: length(now - ms(postmortem.dueAt)) })
        : t('due', { time: when(postmortem.dueAt, now, zone) })}
    </span>
  );
}

import { useState } from 'react';

import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { Link } from '../ui/Link.tsx';
import { FactRow, List } from '../ui/Row.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { t } from './messages.en.ts';
import { stepIds, useSteps, type StepId } from './useSteps.ts';

const kept = 'ek.setup';

function isHidden(): boolean {
  try {
    return localStorage.getItem(kept) === 'hidden';
  } catch {
    return false;
  }
}

/** What is left to set up, on Now until all of it is done or whoever set it up has enough of it. */
export function Checklist({ headClass }: { headClass: string | undefined }) {
  const me = useMe();
  const mayEdit = useMay('settings:write');
  const [hidden, setHidden] = useState(isHidden);
  if (me.organisation.kind !== 'real' || !mayEdit || hidden) return null;
  const hide = () => {
    setHidden(true);
    try {
      localStorage.setItem(kept, 'hidden');
    } catch {
      // Without storage it comes back with the next visit.
    }
  };
  return <Steps headClass={headClass} onHide={hide} />;
}

function Steps({ headClass, onHide }: { headClass: string | undefined; onHide: () => void }) {
  const steps = useSteps();
  const left = stepIds.filter(
    (id): id is Exclude<StepId, 'you'> => id !== 'you' && !steps.done[id],
  );
  if (!steps.known || left.length === 0) return null;
  return (
    <section aria-labelledby="now-setup">
      <h3 className={headClass} id="now-setup">
        {t('checklist', { done: stepIds.length - left.length, of: stepIds.length })}
      </h3>
      <List>
        {left.map((id) => (
          <FactRow
            key={id}
            mark={<SeverityShape state="sev4" size={14} />}
            title={
              <Link ink strong href={`/welcome?step=${id}`}>
                {t(`${id}.title`)}
              </Link>
            }
            text={t(`${id}.text`)}
          />
        ))}
      </List>
      {/* Its words stand under the rows, not beside them. */}
      <div style={{ marginInlineStart: -8 }}>
        <Button kind="quiet" size="small" onPress={onHide}>
          {t('checklist.hide')}
        </Button>
      </div>
    </section>
  );
}

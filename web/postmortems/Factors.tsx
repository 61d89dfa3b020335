import { Plus, X } from 'lucide-react';

import type { FactorBody, PostmortemBody } from '#postmortems/contract';

import { Button, IconButton } from '../ui/Button.tsx';
import { t } from './messages.en.ts';
import type { Write } from './usePostmortem.ts';
import { WriteText } from './WriteText.tsx';

import styles from './Postmortem.module.css';

const stages = ['introduced', 'missed', 'impact', 'recovery'] as const;
type Stage = (typeof stages)[number];

interface FactorsProps {
  postmortem: PostmortemBody;
  may: boolean;
  onSave: Write;
}

/** Four questions instead of one cause. */
export function Factors({ postmortem, may, onSave }: FactorsProps) {
  const { factors } = postmortem;
  const save = (next: readonly (Omit<FactorBody, 'id'> & { id?: string })[]) =>
    void onSave({
      factors: next.map(({ id, stage, text, confidence }) => ({
        ...(id !== undefined && { id }),
        stage,
        text,
        confidence,
      })),
    });
  const add = (stage: Stage, text: string) =>
    save([...factors, { stage, text, confidence: 'likely' }]);
  return (
    <section aria-label={t('factors')}>
      <h3 className={styles.section}>
        {t('factors')} <span>{t('factors.about')}</span>
      </h3>
      <div className={styles.stages}>
        {stages.map((stage) => (
          <div key={stage} className={styles.stage}>
            <h4>{t(`stage.${stage}`)}</h4>
            <ul>
              {factors
                .filter((factor) => factor.stage === stage)
                .map((factor) => (
                  <li key={factor.id} className={styles.factor}>
                    <WriteText
                      label={t('factor.text', { stage: t(`stage.${stage}`) })}
                      value={factor.text}
                      disabled={!may}
                      onSave={(text) =>
                        save(factors.map((one) => (one.id === factor.id ? { ...one, text } : one)))
                      }
                    />
                    <span className={styles.under}>{t(`confidence.${factor.confidence}`)}</span>
                    {may ? (
                      <IconButton
                        icon={X}
                        label={t('factor.out')}
                        onPress={() => save(factors.filter((one) => one.id !== factor.id))}
                      />
                    ) : null}
                  </li>
                ))}
            </ul>
            {may ? (
              <AddFactor
                question={postmortem.prompts[stage] ?? ''}
                stage={stage}
                onAdd={(text) => add(stage, text)}
              />
            ) : null}
          </div>
        ))}
      </div>
    </section>
  );
}

interface AddFactorProps {
  question: string;
  stage: Stage;
  onAdd: (text: string) => void;
}

function AddFactor({ question, stage, onAdd }: AddFactorProps) {
  return (
    <div className={styles.addFactor}>
      <WriteText
        label={t('factor.add.to', { stage: t(`stage.${stage}`) })}
        ask={question || t('factor.add')}
        value=""
        onSave={(text) => text.trim() !== '' && onAdd(text.trim())}
      />
    </div>
  );
}

/** The small plus that other lists of this page use too. */
export function AddButton({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <Button kind="link" icon={Plus} onPress={onPress}>
      {label}
    </Button>
  );
}

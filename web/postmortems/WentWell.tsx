import { X } from 'lucide-react';

import type { PostmortemBody } from '#postmortems/contract';

import { IconButton } from '../ui/Button.tsx';
import { t } from './messages.en.ts';
import type { Write } from './usePostmortem.ts';
import { WriteText } from './WriteText.tsx';

import styles from './Postmortem.module.css';

interface WentWellProps {
  postmortem: PostmortemBody;
  may: boolean;
  onSave: Write;
}

/** What helped: named, so that it is done again. */
export function WentWell({ postmortem, may, onSave }: WentWellProps) {
  const { wentWell } = postmortem;
  const save = (next: string[]) => void onSave({ wentWell: next });
  return (
    <section aria-label={t('wentWell')}>
      <h3 className={styles.section}>
        {t('wentWell')} <span>{t('wentWell.about')}</span>
      </h3>
      <ul className={styles.well}>
        {wentWell.map((text, index) => (
          <li key={`${index}${text}`} className={styles.factor}>
            <WriteText
              label={t('wentWell.text')}
              value={text}
              disabled={!may}
              onSave={(next) => save(wentWell.map((one, at) => (at === index ? next : one)))}
            />
            {may ? (
              <IconButton
                icon={X}
                label={t('wentWell.out')}
                onPress={() => save(wentWell.filter((_, at) => at !== index))}
              />
            ) : null}
          </li>
        ))}
        {may ? (
          <li className={styles.addFactor}>
            <WriteText
              label={t('wentWell.add')}
              ask={t('wentWell.add')}
              value=""
              onSave={(text) => text.trim() !== '' && save([...wentWell, text.trim()])}
            />
          </li>
        ) : null}
      </ul>
      {postmortem.drafted.includes('wentWell') && wentWell.length > 0 ? (
        <p className={styles.drafted}>{t('drafted')}</p>
      ) : null}
    </section>
  );
}

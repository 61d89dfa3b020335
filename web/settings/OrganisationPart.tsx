import { useState } from 'react';

import { organisationApi, sessionApi } from '#people/contract';
import { demoApi } from '#setup/contract';

import { useGo } from '../client/address.ts';
import { useWrite } from '../client/queries.ts';
import { sessionChanged } from '../client/session-changed.ts';
import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { toast } from '../ui/Toast.tsx';
import { ConfigSection } from './ConfigSection.tsx';
import { sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

/** The organisation's name, the demo beside it, and all of it as a file. */
export function OrganisationPart() {
  const me = useMe();
  const go = useGo();
  const mayEdit = useMay('settings:write');
  const [name, setName] = useState(me.organisation.name);
  const rename = useWrite(organisationApi.update, {
    onDone: () => {
      sessionChanged();
      toast({ text: t('saved') });
    },
    onFail: sayFailure,
  });
  const look = useWrite(sessionApi.look, {
    onDone: () => {
      sessionChanged();
      go('/');
    },
    onFail: sayFailure,
  });
  const fill = useWrite(demoApi.fill, {
    onDone: () => {
      sessionChanged();
      toast({ text: t('demo.filled') });
    },
    onFail: sayFailure,
  });
  const remove = useWrite(demoApi.remove, {
    onDone: () => {
      sessionChanged();
      toast({ text: t('demo.removed') });
    },
    onFail: sayFailure,
  });
  const demo = me.organisations.find((one) => one.kind === 'demo');
  return (
    <>
      <Section title={t('organisation')}>
        <div className={styles.fields}>
          <Field label={t('org.name')} value={name} onChange={setName} readOnly={!mayEdit} />
        </div>
        {mayEdit && name !== me.organisation.name ? (
          <div className={styles.actions}>
            <Button
              kind="primary"
              sending={rename.isPending}
              isDisabled={name.trim() === ''}
              onPress={() => rename.mutate({ body: { name: name.trim() } })}
            >
              {t('save')}
            </Button>
          </div>
        ) : null}
      </Section>
      <Section title={t('demo')}>
        <p className={styles.text}>{t('demo.text')}</p>
        <div className={styles.actions}>
          {demo ? (
            <>
              <Button
                sending={look.isPending}
                onPress={() => look.mutate({ body: { organisation: demo.id } })}
              >
                {t('demo.look')}
              </Button>
              {mayEdit ? (
                <Button sending={remove.isPending} onPress={() => remove.mutate({})}>
                  {t('demo.remove')}
                </Button>
              ) : null}
            </>
          ) : mayEdit ? (
            <Button sending={fill.isPending} onPress={() => fill.mutate({})}>
              {t('demo.fill')}
            </Button>
          ) : null}
        </div>
      </Section>
      <ConfigSection />
    </>
  );
}

import { useMutation } from '@tanstack/react-query';

import { sessionApi } from '#people/contract';

import { useGo } from '../client/address.ts';
import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { sessionChanged } from '../client/session-changed.ts';
import { useMay, useMe } from '../client/session.ts';
import { useIsPhone } from '../client/use-is-phone.ts';
import { Button } from '../ui/Button.tsx';
import { Ribbon } from '../ui/Shell.tsx';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages/en.ts';

/** Over everything while one looks at the demo. */
export function DemoRibbon() {
  const me = useMe();
  const go = useGo();
  const phone = useIsPhone();
  const look = useWrite(sessionApi.look, {
    onDone: () => {
      sessionChanged();
      go('/');
    },
  });
  const mayRemove = useMay('settings:write');
  const remove = useMutation({
    mutationFn: async () => (await import('./remove-demo.ts')).removeDemo(),
    onSuccess: () => {
      toast({ text: t('demo.removed') });
      sessionChanged();
      go('/');
    },
    onError: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  if (me.organisation.kind !== 'demo') return null;
  const home = me.organisations.find((one) => one.kind === 'real');
  return (
    <Ribbon
      word={t('demo.word')}
      label={t('demo.label')}
      action={
        home ? (
          <>
            {mayRemove && !phone ? (
              <Button size="small" sending={remove.isPending} onPress={() => remove.mutate()}>
                {t('demo.remove')}
              </Button>
            ) : null}
            <Button
              size="small"
              sending={look.isPending}
              onPress={() => look.mutate({ body: { organisation: home.id } })}
            >
              {phone ? t('demo.leave.short') : t('demo.leave', { name: home.name })}
            </Button>
          </>
        ) : undefined
      }
    >
      {t(phone ? 'demo.text.short' : 'demo.text')}
    </Ribbon>
  );
}

import { FileCode2 } from 'lucide-react';
import { useState } from 'react';

import { configApi } from '#setup/contract';

import { Button } from '../ui/Button.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { toast } from '../ui/Toast.tsx';
import { api, words } from './api.ts';
import { t } from './messages.en.ts';

type Kind =
  | 'person'
  | 'team'
  | 'schedule'
  | 'webhook'
  | 'escalationPolicy'
  | 'service'
  | 'ingestKey'
  | 'statusPage';

/** What is on screen as it stands in a config file: one object, or all of a kind without `id`. */
export function CopyYaml({ kind, id, name }: { kind?: Kind; id?: string; name: string }) {
  const [sending, setSending] = useState(false);
  const [text, setText] = useState<string | null>(null);
  const copy = async () => {
    setSending(true);
    try {
      const query = { ...(kind && { kind }), ...(id !== undefined && { id }) };
      const yaml = await api(configApi.exportYaml, { query });
      // A browser gives the clipboard to secure origins only, and not always: then it is shown.
      await navigator.clipboard.writeText(yaml).then(
        () => toast({ text: t('yaml.copied', { name }) }),
        () => setText(yaml),
      );
    } catch (error) {
      toast({ text: words(error), state: 'sev2' });
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Button
        kind="quiet"
        icon={FileCode2}
        sending={sending}
        aria-label={t('yaml.named', { name })}
        onPress={() => void copy()}
      >
        {t('yaml.copy')}
      </Button>
      {text === null ? null : (
        <Dialog
          open
          onClose={() => setText(null)}
          title={t('yaml.title', { name })}
          actions={
            <Button kind="primary" onPress={() => setText(null)}>
              {t('yaml.done')}
            </Button>
          }
        >
          <CopyField lines label={t('yaml.title', { name })} text={text} />
        </Dialog>
      )}
    </>
  );
}

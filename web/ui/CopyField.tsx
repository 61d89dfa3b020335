import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

import { Button } from './Button.tsx';
import { t } from './messages.en.ts';

import styles from './CopyField.module.css';

/** A text to take away: an address, a key shown once, a command. */
export function CopyField({
  text,
  label,
  lines = false,
}: {
  text: string;
  label: string;
  lines?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  return (
    <div className={styles.box} role="group" aria-label={label}>
      {lines ? (
        // Long snippets scroll, so they take the focus.
        <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>
          {text}
        </pre>
      ) : (
        <code className={styles.text}>{text}</code>
      )}
      <Button size="small" icon={copied ? Check : Copy} onPress={copy}>
        {copied ? t('copied') : t('copy')}
      </Button>
    </div>
  );
}

import { setTheme, useTheme } from '../client/theme.ts';
import { Button } from '../ui/Button.tsx';
import { Logo } from '../ui/Logo.tsx';
import { Ruler } from '../ui/Ruler.tsx';
import { SeverityBadge, SeverityShape, type State } from '../ui/Severity.tsx';
import { t } from './messages.en.ts';
import { Part } from './Part.tsx';
import { at, now } from './sample.ts';

import styles from './ComponentsPage.module.css';

const inks = [
  'ink',
  'ink-2',
  'ink-3',
  'tide',
  'action',
  'deck',
  'hull',
  'raised',
  'picked',
  'hover',
];
const states: State[] = ['sev1', 'sev2', 'sev3', 'sev4', 'unknown', 'ok', 'maintenance'];

function Types() {
  const rows = [
    [styles.figure, '07:41', t('figure')],
    [styles.title, t('screenTitle'), t('title.size')],
    [styles.section, t('section'), t('section.size')],
    [styles.read, t('timelineText'), t('read.size')],
    ['', t('rows'), t('base.size')],
    [styles.meta, t('meta'), t('meta.size')],
  ] as const;
  return (
    <div>
      {rows.map(([look, words, size]) => (
        <p key={size} className={styles.spread}>
          <span className={look}>{words}</span>
          <span className={styles.size}>{size}</span>
        </p>
      ))}
      <p className={styles.code}>pool.max 50 -&gt; 5 0O Il1</p>
    </div>
  );
}

/** Type, surfaces, states and the ruler. */
export function Basics() {
  const theme = useTheme();
  const next = theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
  const words = { system: t('system'), light: t('day'), dark: t('night') };
  return (
    <div className={styles.column}>
      <div className={styles.head}>
        <Logo />
        <h1 className="hidden-text">{t('title')}</h1>
        <Button kind="quiet" onPress={() => setTheme(next)}>
          {words[theme]}
        </Button>
      </div>
      <Part name={t('type')}>
        <Types />
      </Part>
      <Part name={t('ink')}>
        <div className={styles.swatches}>
          {inks.map((name) => (
            <span key={name}>
              <i style={{ background: `var(--${name})` }} />
              {name}
            </span>
          ))}
        </div>
      </Part>
      <Part name={t('state')}>
        <div className={styles.states}>
          {states.map((state) => (
            <div key={state} className={styles.spread}>
              <SeverityBadge state={state} size={22} />
              <span className={styles.sizes}>
                {[16, 12, 8].map((size) => (
                  <SeverityShape key={size} state={state} size={size} />
                ))}
              </span>
            </div>
          ))}
        </div>
      </Part>
      <Part name={t('ruler')}>
        <Ruler from={at('02:00')} to={at('04:00')} now={now} />
      </Part>
    </div>
  );
}

import { ChevronLeft } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';

import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { ConnectionChip, TopBar, ZoneChip } from '../ui/Shell.tsx';
import { useContact } from './live.ts';
import { useShell } from './shell.ts';

import styles from './Screen.module.css';

interface ScreenProps {
  title: string;
  /** Beside the title, in ink-2. */
  about?: ReactNode;
  /** Where this screen belongs, when it is one of a list. */
  back?: { name: string; href: string };
  /** Own facts or buttons, left of the find field. */
  tools?: ReactNode;
  /** The pane at the right, 300 to 404 wide; on a phone below. */
  pane?: ReactNode;
  /** The bar at the foot of the content: what can be done with what is picked. */
  bar?: ReactNode;
  children: ReactNode;
}

/** One screen: top bar, content, perhaps a pane and a bar. Sets the tab's title. */
export function Screen({ title, about, back, tools, pane, bar, children }: ScreenProps) {
  const shell = useShell();
  const contact = useContact();
  useTabTitle(title);
  return (
    <>
      <TopBar
        title={title}
        about={about}
        {...(back && {
          path: (
            <>
              <Link ink href={back.href} className={styles.back}>
                <Icon of={ChevronLeft} />
                {back.name}
              </Link>
              <span className={styles.slash}>/</span>
              <span className={styles.here}>{title}</span>
            </>
          ),
        })}
        onFind={shell.find}
        onDeclare={() => shell.declare()}
        chips={
          <>
            <ZoneChip />
            <ConnectionChip state={contact.state} />
          </>
        }
      >
        {tools}
      </TopBar>
      <div className={cx(styles.body, pane !== undefined && styles.withPane)}>
        <main className={styles.main} id="content" tabIndex={-1}>
          <div className={styles.content}>{children}</div>
          {bar ? <div className={styles.bar}>{bar}</div> : null}
        </main>
        {pane === undefined ? null : (
          <aside className={styles.pane} tabIndex={0} aria-label={title}>
            {pane}
          </aside>
        )}
      </div>
    </>
  );
}

let prefix = '';
let title = '';

function show(): void {
  document.title = `${prefix}${title ? `${title}, ` : ''}evenkeel`;
}

/** What the tab says before the screen's name: "SEV1, ". */
export function setTabPrefix(next: string): void {
  prefix = next;
  show();
}

/** Names the tab after what is on it. */
export function useTabTitle(next: string): void {
  useEffect(() => {
    title = next;
    show();
  }, [next]);
}

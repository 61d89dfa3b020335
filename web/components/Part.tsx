import { useId, type ReactNode } from 'react';

import styles from './ComponentsPage.module.css';

/** One component with its name over a hairline. */
export function Part({ name, children }: { name: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 className={styles.name} id={id}>
        {name}
      </h2>
      {children}
    </section>
  );
}

import { Link } from '../ui/Link.tsx';
import { SeverityShape, stateShort } from '../ui/Severity.tsx';
import { useWidth } from '../ui/width.ts';
import { around } from './graph.ts';
import { t } from './messages.en.ts';
import type { Standing } from './standing.ts';

import styles from './ServiceGraph.module.css';

interface GraphProps {
  slug: string;
  services: readonly { slug: string; name: string; dependsOn: readonly string[] }[];
  open: ReadonlyMap<string, Standing>;
}

const nodeHeight = 52;
const rowGap = 22;

/** Left who needs it, right what it needs; harm travels left, in red, from whatever is on fire. */
export function ServiceGraph({ slug, services, open }: GraphProps) {
  const [box, width] = useWidth();
  const { columns, edges } = around(slug, services);
  const used = columns.flatMap((column, index) => (column.length > 0 ? [{ column, index }] : []));
  const narrow = width < 560;
  const nodeWidth = Math.min(
    168,
    Math.max(110, (width - (used.length - 1) * 56) / Math.max(1, used.length)),
  );
  const rows = Math.max(...used.map(({ column }) => column.length));
  const height = rows * (nodeHeight + rowGap) - rowGap + 8;
  const at = new Map<string, { x: number; y: number }>();
  for (const [order, { column }] of used.entries()) {
    const x =
      used.length === 1
        ? (width - nodeWidth) / 2
        : (order * (width - nodeWidth)) / (used.length - 1);
    const offset = (height - (column.length * (nodeHeight + rowGap) - rowGap)) / 2;
    for (const [row, one] of column.entries())
      at.set(one, { x, y: offset + row * (nodeHeight + rowGap) });
  }
  const name = (one: string) => services.find((service) => service.slug === one)?.name ?? one;
  const harmful = (one: string) => {
    const state = open.get(one)?.state;
    return state === 'sev1' || state === 'sev2' || state === 'unknown';
  };
  if (narrow || used.length === 1)
    return (
      <Plain slug={slug} columns={columns} name={name} open={open} alone={used.length === 1} />
    );
  return (
    <div>
      <div className={styles.ends}>
        <span>{t('graph.left')}</span>
        <span>{t('graph.right')}</span>
      </div>
      <div className={styles.graph} ref={box} style={{ blockSize: height }}>
        <svg className={styles.edges} aria-hidden="true">
          {edges.map((edge) => {
            const from = at.get(edge.from);
            const to = at.get(edge.to);
            if (!from || !to) return null;
            const harm = harmful(edge.to);
            const [x1, y1] = [from.x + nodeWidth, from.y + nodeHeight / 2];
            const [x2, y2] = [to.x, to.y + nodeHeight / 2];
            const bend = Math.max(20, Math.abs(x2 - x1) / 2);
            const [tip, angle] = harm ? [{ x: x1 + 2, y: y1 }, 180] : [{ x: x2 - 2, y: y2 }, 0];
            return (
              <g key={`${edge.from}>${edge.to}`} className={harm ? styles.harm : styles.calm}>
                <path
                  d={`M${x1 + (harm ? 3 : 0)} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - (harm ? 0 : 3)} ${y2}`}
                />
                <path
                  d="M-7 -4.5 0 0 -7 4.5"
                  transform={`translate(${tip.x} ${tip.y}) rotate(${angle})`}
                />
              </g>
            );
          })}
        </svg>
        <ul>
          {[...at].map(([one, place]) => (
            <li
              key={one}
              className={styles.slot}
              style={{
                transform: `translate(${place.x}px, ${place.y}px)`,
                inlineSize: nodeWidth,
                blockSize: nodeHeight,
              }}
            >
              <Node
                slug={one}
                name={name(one)}
                open={open.get(one)}
                own={one === slug}
                harmful={harmful(one)}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Node({
  slug,
  name,
  open,
  own,
  harmful,
}: {
  slug: string;
  name: string;
  open: Standing | undefined;
  own: boolean;
  harmful: boolean;
}) {
  const state = open?.state ?? 'ok';
  return (
    <Link ink href={`/services/${slug}`} className={styles.node}>
      <span className={styles.inside} data-own={own || undefined} data-harm={harmful || undefined}>
        <SeverityShape state={state} label={stateShort(state)} />
        <span className={styles.text}>
          <b className={styles.name}>{name}</b>
          <span className={styles.under}>
            {open ? (open.incident ?? t('node.alerts', { n: open.count })) : t('node.works')}
          </span>
        </span>
      </span>
    </Link>
  );
}

/** The same in two lists around the service itself, for narrow screens. */
function Plain({
  slug,
  columns,
  name,
  open,
  alone,
}: {
  slug: string;
  columns: readonly string[][];
  name: (slug: string) => string;
  open: GraphProps['open'];
  alone: boolean;
}) {
  const node = (one: string) => (
    <Node slug={one} name={name(one)} open={open.get(one)} own={one === slug} harmful={false} />
  );
  const own = (
    <ul className={styles.plain}>
      <li>{node(slug)}</li>
    </ul>
  );
  if (alone) {
    return (
      <>
        {own}
        <p className={styles.none}>{t('graph.none')}</p>
      </>
    );
  }
  const list = (head: string, slugs: readonly string[]) =>
    slugs.length === 0 ? null : (
      <section>
        <h3 className={styles.ends}>{head}</h3>
        <ul className={styles.plain}>
          {slugs.map((one) => (
            <li key={one}>{node(one)}</li>
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {list(t('graph.left'), [...(columns[1] ?? []), ...(columns[0] ?? [])])}
      {own}
      {list(t('graph.right'), [...(columns[3] ?? []), ...(columns[4] ?? [])])}
    </>
  );
}

/** One measured figure, as it stands in bench/results.json. */
export interface Row {
  name: string;
  value: number;
  unit: 'us' | 'ms' | 's' | 'ratio' | 'MB' | '1/s';
  better: 'higher' | 'lower';
  /** What it must reach; null for figures that are only watched. */
  floor: number | null;
}

/** What one bench found. */
export interface Finding {
  rows: Row[];
  /** How it was measured and what else was seen, a sentence each. */
  notes: string[];
  /** Why a figure is left out. */
  skipped?: string;
}

export interface Bench {
  name: string;
  /** What is measured, for the reader of bench/RESULTS.md. */
  title: string;
  run(): Promise<Finding>;
}

/** False when the figure is worse than its floor. */
export function reaches(row: Row): boolean {
  if (row.floor === null) return true;
  return row.better === 'higher' ? row.value >= row.floor : row.value <= row.floor;
}

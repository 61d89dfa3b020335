/**
 * Overview: Now and find, read across the modules. Owns no tables, changes nothing.
 */
export { type OverviewNeighbours } from './reads/now.ts';
export { overviewRoutes } from './routes.ts';

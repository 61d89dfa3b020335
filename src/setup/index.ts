/**
 * Set-up: the first start, the config file (plan, apply, export), the demo organisation.
 *
 * Owns config_applied: what files said last. Everything else goes through the public verbs of the other
 * modules, never around them: what a file or the demo makes is checked and audited like what people make.
 */
export { applyConfig, type ApplyInput } from './apply-config.ts';
export { bootstrap, type BootstrapInput } from './bootstrap.ts';
export {
  type BuildWorld,
  demoBeingMade,
  type DemoWorld,
  fillDemo,
  type FilledDemo,
  findDemo,
} from './fill-demo.ts';
export type { ConfigChange, ConfigResult, Move, ScheduleGap } from './model.ts';
export { planConfig } from './plan-config.ts';
export { exportConfig } from './reads/export-config.ts';
export { removeDemo } from './remove-demo.ts';
export { setupRoutes } from './routes.ts';

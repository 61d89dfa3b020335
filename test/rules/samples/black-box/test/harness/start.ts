import { alerts } from '../../src/alerts/index.ts';
import { log } from '#platform/log';
export const start = [alerts, log];

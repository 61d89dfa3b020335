// keeps every rule
import type { Alert } from '#alerts';

export const fire = (alert: Alert): string => alert.id;

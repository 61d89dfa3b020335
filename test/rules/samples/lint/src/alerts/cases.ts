// breaks: consistent-type-imports, no-console, no-default-export, switch-exhaustiveness-check
import { Alert } from './model.ts';

type State = 'firing' | 'resolved';

export function word(state: State, alert: Alert): string {
  switch (state) {
    case 'firing':
      console.log(alert);
      return 'burns';
  }
  return 'over';
}
export default word;

// breaks: alt-text, button-has-type, rules-of-hooks
import { useState } from 'react';

export function List({ show }: { show: boolean }) {
  if (show) {
    const [open] = useState(false);
    return <img src={String(open)} />;
  }
  return <button>x</button>;
}

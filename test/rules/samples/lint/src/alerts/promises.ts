// breaks: no-floating-promises, no-misused-promises, only-throw-error
const later = async (): Promise<boolean> => true;
export function forgets(): void {
  later();
}
export function misuses(): number {
  if (later()) return 1;
  return 0;
}
export function throws(): never {
  throw 'text';
}

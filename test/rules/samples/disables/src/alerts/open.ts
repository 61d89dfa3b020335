// oxlint-disable-next-line no-console
console.log(1);
// oxlint-disable-next-line no-console -- the launcher speaks before there is a log
console.log(2);
/* eslint-disable no-console -- */
export const text = 'oxlint-disable-next-line';

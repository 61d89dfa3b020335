// TODO finish
export const stub = 1;
throw new Error('not implemented');
export const fine = { placeholder: 'Search' };

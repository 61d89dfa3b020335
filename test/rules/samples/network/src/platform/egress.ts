import { fetch } from 'undici';
export const reach = (url: string) => fetch(url);

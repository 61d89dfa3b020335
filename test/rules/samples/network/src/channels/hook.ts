import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import http from 'node:http';
await fetch('http://10.0.0.1/');
await globalThis.fetch('http://10.0.0.1/');
http.request('http://10.0.0.1/');
export const good = async (client: { fetch: (url: string) => Promise<Dispatcher> }) => client.fetch(String(Agent));

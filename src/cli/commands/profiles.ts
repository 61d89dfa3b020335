// Servers that are known here: signing in, signing out, which there are.
import { sessionApi } from '#people/contract';
import { createClient } from '#platform/client';

import type { Command } from '../command.ts';
import { CliError, exit, usageError } from '../failure.ts';
import { print, printTable } from '../output.ts';
import { listProfiles, removeProfile, saveProfile } from '../settings.ts';

const login: Command = {
  name: 'login',
  takes: '',
  summary:
    'Store the address of a server and an API key; the key comes by stdin or EVENKEEL_API_KEY',
  examples: [
    'evenkeel login --url https://evenkeel.example.com < api-key.txt',
    'evenkeel login --profile staging --url https://staging.example.com < api-key.txt',
  ],
  count: [0, 0],
  makesProfile: true,
  async run(call) {
    if (call.mayAsk) call.err('Paste the API key (settings, keys) and end with Ctrl+D:');
    const given = call.env['EVENKEEL_API_KEY'] || (await call.readStdin()).trim();
    if (given === '') throw usageError('The API key comes by stdin: evenkeel login < api-key.txt');
    // With the new key, not the one that was stored before.
    const api = createClient({
      baseUrl: call.url,
      headers: { authorization: `Bearer ${given}`, 'user-agent': 'evenkeel-cli' },
    });
    const session = await api(sessionApi.get);
    const name = call.profile;
    const path = await saveProfile(call.env, name, { url: call.url, key: given });
    const who = session.person?.email ?? session.key?.name ?? 'a key';
    print(call, { url: call.url, profile: name, who }, () => {
      call.out(`${session.organisation.name} at ${call.url} as ${who}`);
      call.err(`Stored in ${path} as profile ${name}.`);
    });
    return undefined;
  },
};

const logout: Command = {
  name: 'logout',
  takes: '',
  summary: 'Forget a stored server and its key; the key itself stays valid until it is revoked',
  examples: ['evenkeel logout', 'evenkeel logout --profile staging'],
  count: [0, 0],
  async run(call) {
    const name = call.profile;
    const removed = await removeProfile(call.env, name);
    if (!removed) throw new CliError(exit.notFound, `There is no stored profile ${name}.`);
    print(call, { profile: name, removed }, () => {
      call.err(`Profile ${name} is forgotten. Revoke its key under settings, keys.`);
    });
    return undefined;
  },
};

const profiles: Command = {
  name: 'profiles',
  takes: '',
  summary: 'Servers that are stored here; the key is never shown',
  examples: ['evenkeel profiles'],
  count: [0, 0],
  async run(call) {
    const items = (await listProfiles(call.env)).map((one) => ({
      ...one,
      current: one.name === call.profile,
    }));
    print(call, { items }, () => {
      if (items.length === 0) {
        call.err('None yet: "evenkeel login" stores one.');
        return;
      }
      printTable(call, {
        head: ['', 'PROFILE', 'SERVER', 'FROM'],
        rows: items.map(({ name, url, from, current }) => [current ? '*' : '', name, url, from]),
      });
    });
    return undefined;
  },
};

export const profileCommands: readonly Command[] = [login, logout, profiles];

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { channels } from '#channels';

import { channelWords } from './channel-words.ts';

test('every channel and every setting has words', () => {
  for (const channel of channels) {
    const keys = [
      channel.name,
      ...[...channel.settings, ...channel.target].map((field) => field.label),
    ];
    for (const key of keys) assert.notEqual(channelWords(key), key);
  }
});

import { start } from '#harness/start';
import { test } from 'node:test';

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toSmsText } from './gsm.ts';

test('writes inside the GSM alphabet what loses no letter by it', () => {
  assert.equal(toSmsText('“a” ‘b’ – — … → x\u00a0y'), '"a" \'b\' - - ... -> x y');
  assert.equal(toSmsText('Größe €5 é ñ'), 'Größe €5 é ñ');
  assert.equal(toSmsText('ação áíóú ç ğ'), 'ação áíóú ç ğ'.normalize('NFD').replace(/\p{M}/gu, ''));
  assert.equal(toSmsText('fire 🔥 down ⚠️ 👩🏽‍💻 ok'), 'fire down ok');
  assert.equal(toSmsText('[a] {b} 1_2 #3'), '[a] {b} 1_2 #3');
});

test('leaves other scripts alone', () => {
  assert.equal(toSmsText('Оплата не работает'), 'Оплата не работает');
  assert.equal(toSmsText('決済 down'), '決済 down');
});

import { promisify } from 'node:util';
import { gunzip, inflate as inflateZlib } from 'node:zlib';

import { Problem } from '#platform/errors';

import { MOST_BODY_BYTES } from './model.ts';

const unpack = { gzip: promisify(gunzip), deflate: promisify(inflateZlib) };

/**
 * Takes off one layer of gzip or deflate, up to the size that an unpacked body may have. Throws
 * tooLarge beyond it, unsupportedMedia for any other or stacked encoding, invalid for broken data.
 */
export async function inflate(raw: Buffer, encoding: string | undefined): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return raw;
  if (name !== 'gzip' && name !== 'deflate') {
    throw new Problem(
      'unsupportedMedia',
      'Send the body plain, or with one layer of gzip or deflate.',
    );
  }
  try {
    return await unpack[name](raw, { maxOutputLength: MOST_BODY_BYTES });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Problem('tooLarge', `An unpacked body may have ${MOST_BODY_BYTES} bytes.`);
    }
    throw new Problem('invalid', `The body is no ${name} data.`);
  }
}

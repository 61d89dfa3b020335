import { operationApi } from '#operation/contract';
import { ApiError } from '#platform/client';
import type { ProblemBody } from '#platform/endpoint';

import { wantProof } from '../client/proof.ts';

/** Takes a copy and hands it to the browser's downloads; false when the person stepped back. */
export async function downloadCopy(): Promise<boolean> {
  const { method, path } = operationApi.backup;
  for (let asked = false; ; asked = true) {
    const response = await fetch(path, { method });
    if (response.ok) {
      const name = /filename="([^"]+)"/.exec(
        response.headers.get('content-disposition') ?? '',
      )?.[1];
      save(await response.blob(), name ?? 'evenkeel.tar.gz');
      return true;
    }
    const problem = (await response.json().catch(() => null)) as ProblemBody | null;
    if (problem?.code !== 'proofRequired' || asked) {
      throw new ApiError(response.status, problem, problem?.detail ?? `HTTP ${response.status}`);
    }
    if (!(await wantProof())) return false;
  }
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun by then; the address would keep the whole copy in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

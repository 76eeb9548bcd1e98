import type { Call, CallOutput, Workspace } from './call.ts';
import { readFields } from './json-fields.ts';

async function shown({ quota }: Workspace): Promise<CallOutput> {
  const { storage, transfer, month } = await quota.usage();
  return {
    status: 200,
    body: {
      storage: { limit_bytes: quota.limits.storage ?? null, used_bytes: storage },
      transfer: { limit_bytes: quota.limits.transfer ?? null, used_bytes: transfer, month },
    },
  };
}

export const quotaCalls: readonly Call[] = [
  { method: 'GET', path: '/api/storage/quotas', run: shown },
  {
    method: 'PATCH',
    path: '/api/storage/quotas',
    run(workspace, { body }) {
      const fields = readFields(body, ['storage_bytes', 'transfer_bytes']);
      const storage = fields.countOrNull('storage_bytes');
      const transfer = fields.countOrNull('transfer_bytes');
      const { quota } = workspace;
      quota.limits = {
        storage: storage === undefined ? quota.limits.storage : (storage ?? undefined),
        transfer: transfer === undefined ? quota.limits.transfer : (transfer ?? undefined),
      };
      return shown(workspace);
    },
  },
];

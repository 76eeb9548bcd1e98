/**
 * The child of the test of system calls: opens the root that is its argument, changes it step by step, and prints each step
 * that was answered.
 */
import { openStorage } from './index.ts';
import { KEY, put, writeSteps } from './write-scenarios.ts';

const [root = ''] = process.argv.slice(2);
const storage = await openStorage({ root });
for (const [at, body] of writeSteps.entries()) {
  if (body === undefined) await storage.deleteObject('b', KEY);
  else await put(storage, KEY, body);
  process.stdout.write(`${at}\n`);
}
await storage.close();
process.stdout.write('closed\n');

/** Does nothing, and tells how late its timers were: what a busy machine does to anybody. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';

const resolution = 1;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
parentPort?.once('message', () => {
  parentPort?.postMessage(Math.max(0, delay.percentile(99) / 1e6 - resolution), []);
});

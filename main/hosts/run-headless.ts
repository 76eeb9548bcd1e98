import { createKeychain } from '../vault/index.ts';
import type { CreateBackend } from '../backend.ts';
import { appVersion, pageFolder } from './app-folders.ts';
import { startHeadless } from './headless/index.ts';
import { openHostLog } from './host-log.ts';
import { endOnSignal } from './end-on-signal.ts';
import { startProblem } from './start-problem.ts';

/** Of the headless host where none was asked for: always the same, so that an open page finds it again. */
export const usualPort = 7420;

export interface RunHeadlessOptions {
  readonly home: string;
  readonly port: number | undefined;
  readonly allowHosts: readonly string[];
  readonly s3Port: number | undefined;
  readonly createBackend: CreateBackend;
}

/** Runs the headless host until a signal ends it. The address with its one-time token goes to stdout and nowhere else. */
export async function runHeadless(options: RunHeadlessOptions): Promise<void> {
  const log = openHostLog(options.home);
  try {
    const host = await startHeadless({
      home: options.home,
      port: options.port ?? usualPort,
      anyPortIfTaken: options.port === undefined,
      createBackend: options.createBackend,
      keychain: createKeychain({ log }),
      version: appVersion(),
      pageFolder,
      allowHosts: options.allowHosts,
      ...(options.s3Port === undefined ? {} : { s3Port: options.s3Port }),
      log,
      // Tests judge answers by the contract too.
      checkOutput: process.env['QUAYSIDE_CHECK_ANSWERS'] === '1',
      announce: (address) => console.log(`For another window: ${address}`),
    });
    endOnSignal(() => host.close());
    console.log(`Quayside is ready: ${host.address()}`);
  } catch (error) {
    const problem = startProblem(error, options.port ?? usualPort);
    if (problem === undefined) throw error;
    console.error(problem);
    process.exitCode = 1;
  }
}

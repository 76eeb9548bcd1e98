import { defineConfig } from 'vitest/config';

/** Unit and integration tests beside their sources; e2e specs belong to Playwright. */
export default defineConfig({
  test: {
    globalSetup: '.ci/temporary-folder.ts',
    include: ['{main,preload,renderer,bench,.ci}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // One for each core: much of a test is waiting for disks, sockets and other programs.
    maxWorkers: '100%',
    // Faults, kills and other programs on a shared machine: one more try there, and the report says so.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
  },
});

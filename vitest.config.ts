import { defineConfig } from 'vitest/config';

/** Unit and integration tests beside their sources; e2e specs belong to Playwright. */
export default defineConfig({
  test: {
    include: ['{main,preload,renderer,bench,.ci}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // One for each core: much of a test is waiting for disks, sockets and other programs.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
  },
});

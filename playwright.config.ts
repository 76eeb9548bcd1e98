import { defineConfig } from '@playwright/test';
import { findBrowser } from './.ci/provide.ts';

const executablePath = findBrowser();
const pictures = '**/screenshots.spec.ts';
// Said in the environment, which the workers inherit; they do not see the arguments.
if (process.argv.some((argument) => argument.includes('screenshots'))) process.env['QUAYSIDE_PICTURES'] = '1';

/**
 * The same specs on both hosts. `headless`: the real backend under Node, in a real Chromium. `electron`: the app itself,
 * where its binary and a display are to be had (QUAYSIDE_E2E_ELECTRON=1, as the GitHub workflow sets it).
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/fixtures/build-once.ts',
  outputDir: 'test-results',
  // Ends a run that hangs; no spec is a measurement.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  // A shared machine may stall for a minute: one more try there, and the report calls it flaky.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // As root Chromium has no sandbox; nothing but this app is opened in it. The rest keeps it off the network.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'headless', metadata: { host: 'headless' }, testIgnore: pictures },
    ...(process.env['QUAYSIDE_E2E_ELECTRON']
      ? [{ name: 'electron', metadata: { host: 'electron' }, testIgnore: pictures }]
      : []),
    // No test: it draws the pictures of the documentation, when it is asked for by name.
    ...(process.env['QUAYSIDE_PICTURES'] === '1'
      ? [{ name: 'screenshots', metadata: { host: 'headless' }, testMatch: pictures }]
      : []),
  ],
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres-server.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What people read is compared without colours, also where CI asks for them.
    env: { NO_COLOR: '1' },
    pool: 'forks',
    maxWorkers: 2,
  },
});

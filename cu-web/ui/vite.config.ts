import react from '@vitejs/plugin-react';
import type { PluginOption, ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';

/** `npm run dev`: the API of a running gateway, or with VEDETTE_MOCK=1 an in-memory one so that pages can be drawn without a platform. */
async function devBackend(): Promise<PluginOption[]> {
  if (process.env['VEDETTE_MOCK'] !== '1') return [];
  const { mockBackend } = await import('./dev/mock.ts');
  return [mockBackend()];
}

const target = 'http://127.0.0.1:8080';
const headers = { origin: target };
const gateway: Record<string, ProxyOptions> = {
  '/cmu': { target, headers },
  '/session': { target, headers },
  '/scu': { target, headers, ws: true },
};

export default defineConfig(({ command }) => ({
  plugins: [react(), command === 'serve' && devBackend()],
  // The gateway replaces this word in index.html by a fresh nonce for every answer.
  html: command === 'build' ? { cspNonce: '__CSP_NONCE__' } : {},
  build: {
    outDir: '../target/classes/static',
    emptyOutDir: true,
    // A data: URL in a style sheet would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: process.env['VEDETTE_MOCK'] === '1' ? {} : gateway,
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));

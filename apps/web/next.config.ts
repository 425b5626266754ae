import type { NextConfig } from 'next';

/** Headers that hold for every answer; the policy for content, which carries a nonce, is added in src/proxy.ts. */
const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Types are checked by `pnpm typecheck`, once for the whole workspace; a start need not wait for them.
  typescript: { ignoreBuildErrors: true },
  // Workspace packages export their TypeScript source.
  transpilePackages: [
    '@carillon/auth',
    '@carillon/contracts',
    '@carillon/db',
    '@carillon/notifications',
    '@carillon/push',
    '@carillon/queue',
    '@carillon/runtime',
    '@carillon/services',
    '@carillon/trpc',
  ],
  // Native code, WebAssembly and worker threads cannot be bundled.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg',
    'pg-boss',
    'pino',
    'prom-client',
    'rate-limiter-flexible',
    'undici',
    'web-push',
  ],
  headers: async () => [{ source: '/:path*', headers: SECURITY_HEADERS }],
};

export default config;

import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import './globals.css';
import { ThemeProvider } from '@/components/theme-provider.tsx';
import { Toaster } from '@/components/ui/toaster.tsx';
import { NowProvider } from '@/time/now.tsx';

export const metadata: Metadata = {
  title: { default: 'Carillon', template: '%s · Carillon' },
  description: 'Your devices and the notifications that reach them',
  applicationName: 'Carillon',
  icons: {
    icon: [{ url: '/icons/icon.svg', type: 'image/svg+xml' }],
    apple: [{ url: '/icons/apple-touch-icon.png', sizes: '180x180' }],
  },
  appleWebApp: { capable: true, title: 'Carillon', statusBarStyle: 'default' },
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, email: false, address: false },
};

export const viewport: Viewport = {
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbfc' },
    { media: '(prefers-color-scheme: dark)', color: '#0d0d0f' },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // Read from the request, so that every page is rendered for it: its nonce is in the content policy.
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body className="min-h-dvh">
        <ThemeProvider nonce={nonce}>
          <NowProvider serverNow={new Date().toISOString()}>{children}</NowProvider>
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
}

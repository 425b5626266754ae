import type { MetadataRoute } from 'next';

/** What the dashboard is when it is installed; on iOS it has to be, before a browser there takes notifications. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/',
    name: 'Carillon',
    short_name: 'Carillon',
    description: 'Your devices and the notifications that reach them',
    start_url: '/devices',
    scope: '/',
    display: 'standalone',
    background_color: '#fbfbfc',
    theme_color: '#fbfbfc',
    icons: [
      { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: [
      { name: 'Devices', url: '/devices' },
      { name: 'Notifications', url: '/notifications' },
    ],
  };
}

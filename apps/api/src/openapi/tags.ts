/** What the operations of each group are about. */
export const TAGS: Readonly<Record<string, string>> = {
  agents:
    'Headless devices with a secret: they sign their requests, poll for messages and say what became of them.',
  'api keys': 'Credentials for servers, with scopes.',
  audit: 'Security events: who did what to which object, and from where.',
  auth: 'Accounts, sessions, and pairing an app by a code.',
  devices: 'The registry: apps’ installations, browsers and agents.',
  events: 'The hook for an event pipeline.',
  notifications: 'Messages: to whom, what became of them on each device, and why.',
  preferences: 'What a person wants to get, and when.',
  settings: 'Switches, encryption keys and checks of the installation.',
  stats: 'Figures for charts.',
  topics: 'Named groups of people.',
  users: 'Everybody’s accounts, for administrators.',
  'web push': 'Browsers’ subscriptions, as the Push API gives them.',
};

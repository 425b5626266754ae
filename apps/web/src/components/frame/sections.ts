import type { Role } from '@carillon/contracts/accounts';
import {
  Bell,
  ChartColumnStacked,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  QrCode,
  Rss,
  ScrollText,
  SendHorizontal,
  Settings,
  SlidersHorizontal,
  UserRound,
  UsersRound,
} from 'lucide-react';

export interface Section {
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
}

/** What people come for; on a phone, these are within the thumb's reach. */
const MAIN_SECTIONS: readonly Section[] = [
  { label: 'Devices', href: '/devices', icon: MonitorSmartphone },
  { label: 'Notifications', href: '/notifications', icon: Bell },
  { label: 'Compose', href: '/compose', icon: SendHorizontal },
];
const OTHER_SECTIONS: readonly Section[] = [
  { label: 'Topics', href: '/topics', icon: Rss },
  { label: 'Preferences', href: '/preferences', icon: SlidersHorizontal },
];
const ADMIN_SECTIONS: readonly Section[] = [
  { label: 'Insights', href: '/insights', icon: ChartColumnStacked },
  { label: 'Users', href: '/users', icon: UsersRound },
  { label: 'API keys', href: '/api-keys', icon: KeyRound },
  { label: 'Audit log', href: '/audit', icon: ScrollText },
  { label: 'Settings', href: '/settings', icon: Settings },
];

/** The pages that the rail, the bottom bar and the palette lead to. */
export interface Sections {
  /** In front. */
  readonly main: readonly Section[];
  readonly more: readonly Section[];
  /** Of the whole installation; empty for members. */
  readonly administration: readonly Section[];
}

export function sectionsFor(role: Role): Sections {
  return {
    main: MAIN_SECTIONS,
    more: OTHER_SECTIONS,
    administration: role === 'admin' ? ADMIN_SECTIONS : [],
  };
}

/** Not in the rail, because nobody lives there; the account's menu and the palette lead to it. */
export const PAIRING: Section = { label: 'Pair an app', href: '/pair', icon: QrCode };
export const ACCOUNT: Section = { label: 'Account', href: '/account', icon: UserRound };

export function isCurrentSection(section: Section, pathname: string): boolean {
  return pathname === section.href || pathname.startsWith(`${section.href}/`);
}

import type { Role } from '@carillon/contracts/accounts';
import {
  Bell,
  ChartColumnStacked,
  type LucideIcon,
  MonitorSmartphone,
  Rss,
  SendHorizontal,
  Settings,
  UserRound,
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
const TOPICS: Section = { label: 'Topics', href: '/topics', icon: Rss };
const ADMIN_SECTIONS: readonly Section[] = [
  { label: 'Insights', href: '/insights', icon: ChartColumnStacked },
  { label: 'Settings', href: '/settings', icon: Settings },
];

/** The pages that the rail, the bottom bar and the palette lead to: the ones in front, and the others. */
export function sectionsFor(role: Role): {
  readonly main: readonly Section[];
  readonly more: readonly Section[];
} {
  return { main: MAIN_SECTIONS, more: role === 'admin' ? [TOPICS, ...ADMIN_SECTIONS] : [TOPICS] };
}

export const ACCOUNT: Section = { label: 'Account', href: '/account', icon: UserRound };

export function isCurrentSection(section: Section, pathname: string): boolean {
  return pathname === section.href || pathname.startsWith(`${section.href}/`);
}

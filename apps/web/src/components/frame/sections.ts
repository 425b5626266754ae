import { Bell, type LucideIcon, MonitorSmartphone, UserRound } from 'lucide-react';

export interface Section {
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
}

/** The pages that the rail, the bottom bar and the palette lead to. */
export const SECTIONS: readonly Section[] = [
  { label: 'Devices', href: '/devices', icon: MonitorSmartphone },
  { label: 'Notifications', href: '/notifications', icon: Bell },
];

export const ACCOUNT: Section = { label: 'Account', href: '/account', icon: UserRound };

export function isCurrentSection(section: Section, pathname: string): boolean {
  return pathname === section.href || pathname.startsWith(`${section.href}/`);
}

import * as accounts from '@carillon/contracts/accounts';
import * as agents from '@carillon/contracts/agents';
import * as apiKeys from '@carillon/contracts/api-keys';
import * as audit from '@carillon/contracts/audit';
import * as devices from '@carillon/contracts/devices';
import * as events from '@carillon/contracts/events';
import * as installation from '@carillon/contracts/installation';
import * as notifications from '@carillon/contracts/notifications';
import * as pairing from '@carillon/contracts/pairing';
import * as preferences from '@carillon/contracts/preferences';
import * as providers from '@carillon/contracts/providers';
import * as topics from '@carillon/contracts/topics';
import * as users from '@carillon/contracts/users';
import * as webPush from '@carillon/contracts/web-push';
import { z } from 'zod';

const CONTRACTS: readonly object[] = [
  accounts,
  agents,
  apiKeys,
  audit,
  devices,
  events,
  installation,
  notifications,
  pairing,
  preferences,
  providers,
  topics,
  users,
  webPush,
];
const SUFFIX = 'Schema';

export type SchemaNames = z.core.$ZodRegistry<{ id: string }>;

/**
 * What the documentation calls the schemas that contracts export: `deviceSchema` is `Device`. Objects and lists of values
 * are named, so that a client's generator makes one type of each; a text or a number is described where it stands.
 */
export function nameSchemas(): SchemaNames {
  const names: SchemaNames = z.registry<{ id: string }>();
  for (const [exported, schema] of CONTRACTS.flatMap((module) => Object.entries(module))) {
    if (exported.endsWith(SUFFIX) && isNamed(schema)) names.add(schema, { id: nameOf(exported) });
  }
  return names;
}

function isNamed(schema: unknown): schema is z.ZodType {
  return (
    schema instanceof z.ZodObject ||
    schema instanceof z.ZodUnion ||
    schema instanceof z.ZodIntersection ||
    schema instanceof z.ZodEnum
  );
}

function nameOf(exported: string): string {
  return `${exported.charAt(0).toUpperCase()}${exported.slice(1, -SUFFIX.length)}`;
}

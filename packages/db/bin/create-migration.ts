// pnpm --filter @carillon/db migration:create <name>: writes the SQL that leads from the migrations folder to
// schema.prisma into a new migration, to be read and completed by hand. Runs on a throw-away database.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startTemporaryPostgres } from '../src/embedded/temporary.ts';
import { MIGRATIONS_DIR } from '../src/migrations/files.ts';
import { diffFromSchema, migrate } from '../src/migrations/migrate.ts';

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write('Usage: create-migration <name in snake_case>\n');
  process.exit(2);
}

await using server = await startTemporaryPostgres();
await migrate(server.urlOf('postgres'));
const sql = await diffFromSchema(server.urlOf('postgres'));
if (sql === '') {
  process.stdout.write('The migrations already lead to schema.prisma.\n');
} else {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(MIGRATIONS_DIR, `${timestamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), `${sql}\n`);
  process.stdout.write(`${folder}\n`);
}

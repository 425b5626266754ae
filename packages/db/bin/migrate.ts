// pnpm --filter @carillon/db migrate: brings the database of DATABASE_URL to the newest migration.
import { migrate } from '../src/migrations/migrate.ts';

const url = process.env.DATABASE_URL;
if (url === undefined || url === '') {
  process.stderr.write('Set DATABASE_URL to the database to migrate.\n');
  process.exit(2);
}
const applied = await migrate(url);
process.stdout.write(applied.length === 0 ? 'Nothing to apply.\n' : `Applied: ${applied.join(', ')}\n`);

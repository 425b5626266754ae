import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The part of the WebAssembly API that is used; its types come with the DOM alone, which a server does without. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

let engineModule: Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> | undefined;

/**
 * Prisma's own schema engine, in WebAssembly: the same code as its downloaded binary, but it comes from npm. The package's
 * entry needs a bundler for its `.wasm` import, so it is instantiated here, once a process.
 */
function loadEngineModule(): NonNullable<typeof engineModule> {
  engineModule ??= (async () => {
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const bindingsPath = createRequire(import.meta.url).resolve(
      '@prisma/schema-engine-wasm/schema_engine_bg',
    );
    const bytes = await readFile(bindingsPath.replace(/\.js$/, '.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return bindings;
  })();
  return engineModule;
}

const INTERNAL_CHAR_OID = 18;
// A type that no catalogue has, to carry the mark from the driver's result to the adapter's.
const MONEY_OID = 790;

/**
 * PostgreSQL's catalogue has columns of its internal one-byte type "char". The driver adapter refuses the type, and the
 * engine reads them as `Character`: so the pool marks them, and the adapter's answer is corrected.
 */
class CatalogPool extends pg.Pool {
  override async query(...args: unknown[]): Promise<never> {
    const run = super.query.bind(this) as (...args: unknown[]) => Promise<pg.QueryResult>;
    const result = await run(...args);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID === INTERNAL_CHAR_OID) field.dataTypeID = MONEY_OID;
    }
    return result as never;
  }
}

class CatalogAdapterFactory extends PrismaPg {
  override async connect(): Promise<Awaited<ReturnType<PrismaPg['connect']>>> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.Numeric ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    // The adapter cuts a script at each semicolon, also inside of functions; the server itself takes a script whole, and
    // does all of it or nothing.
    adapter.executeScript = async (script) => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
    };
    return adapter;
  }
}

export interface OpenedSchemaEngine extends AsyncDisposable {
  readonly engine: SchemaEngine;
}

/** Opens an engine on a database: `await using opened = …`. `schema` is the text of schema.prisma. */
export async function openSchemaEngine(url: string, schema: string): Promise<OpenedSchemaEngine> {
  const { SchemaEngine: Engine } = await loadEngineModule();
  const pool = new CatalogPool({ connectionString: url, max: 2 });
  const factory = bindMigrationAwareSqlAdapterFactory(new CatalogAdapterFactory(pool));
  const engine = await Engine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, factory);
  return {
    engine,
    async [Symbol.asyncDispose]() {
      engine.free();
      await pool.end();
    },
  };
}

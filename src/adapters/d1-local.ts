import type { DatabaseAdapter } from '../model/adapter.js';
import { attachD1, type D1Binding } from './d1.js';
import { loadDriver } from './driver.js';
import { DatabaseNotReady, messageOf } from './failures.js';

/**
 * Opens the local D1 database of a Wrangler configuration, the same files as `wrangler dev --local` uses.
 *
 * @param options.binding the binding's name; without it, the configuration must have exactly one D1 binding
 * @param options.configPath the configuration; by default Wrangler looks for it from the working directory upwards
 * @param options.persistTo where the state is kept, as in `wrangler --persist-to`; by default `.wrangler/state/v3`
 * @throws DatabaseNotReady when the configuration has no such binding or workerd does not start
 * @throws DependencyMissing when wrangler is not installed
 */
export async function connectLocalD1(
  options: { readonly binding?: string | undefined; readonly configPath?: string | undefined; readonly persistTo?: string | undefined } = {},
): Promise<DatabaseAdapter> {
  const { getPlatformProxy } = await loadDriver('wrangler', () => import('wrangler'));
  const { binding, configPath, persistTo } = options;
  const proxy = await getPlatformProxy({
    remoteBindings: false,
    ...(configPath !== undefined && { configPath }),
    ...(persistTo !== undefined && { persist: { path: persistTo } }),
  }).catch((error: unknown) => {
    throw new DatabaseNotReady(`Wrangler does not start a local D1 database: ${messageOf(error)}`, 'Check wrangler.toml.', { cause: error });
  });
  const found = Object.entries(proxy.env).filter(([name, value]) => isD1(value) && (binding === undefined || name === binding));
  if (found.length !== 1) {
    await proxy.dispose();
    const help = 'wrangler.toml names it under [[d1_databases]]; with several, say which: d1:BINDING.';
    throw new DatabaseNotReady(`the Wrangler configuration has ${found.length} D1 bindings${binding === undefined ? '' : ` named ${binding}`}, not one`, help);
  }
  return attachD1((found[0] as [string, D1Binding])[1], () => proxy.dispose());
}

function isD1(value: unknown): value is D1Binding {
  return typeof value === 'object' && value !== null && 'prepare' in value && 'batch' in value;
}

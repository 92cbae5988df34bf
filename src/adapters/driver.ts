import { codeOf, DependencyMissing } from './failures.js';

const NOT_FOUND = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/**
 * Imports a driver when it is needed, so that nobody pays for the others.
 *
 * @param dependency its package name
 * @param load `() => import('its-package-name')`, spelled out so that its types are known
 * @param install what to install when it is not there: all that this database needs
 * @throws DependencyMissing when the package is not installed
 */
export async function loadDriver<T>(dependency: string, load: () => Promise<T>, install = dependency): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!NOT_FOUND.includes(codeOf(error) ?? '')) throw error;
    throw new DependencyMissing(dependency, `npm install ${install}`, { cause: error });
  }
}

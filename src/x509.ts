export type X509 = typeof import('@peculiar/x509');

/**
 * @peculiar/x509 depends on tsyringe, which refuses to load without Reflect's metadata functions and then asks
 * only whether a class has any. So the answer is given here, and the package is imported after that.
 */
export async function loadX509(): Promise<X509> {
  if (!('getMetadata' in Reflect)) {
    const metadata = new WeakMap<object, Map<unknown, unknown>>();
    const get = (key: unknown, target: object) => metadata.get(target)?.get(key);
    const defineMetadata = (key: unknown, value: unknown, target: object) => {
      metadata.set(target, (metadata.get(target) ?? new Map()).set(key, value));
    };
    Object.assign(Reflect, { getMetadata: get, getOwnMetadata: get, defineMetadata });
  }
  return import('@peculiar/x509');
}

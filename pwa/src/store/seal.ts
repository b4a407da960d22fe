declare const sealedMark: unique symbol;

/** A value as it lies on this phone. Only `unseal` gives it back. */
export type Sealed<T> = { readonly lies: unknown; readonly [sealedMark]?: T };

/**
 * Makes a value fit to lie on this phone. Every stored value passes here **before** its transaction opens: waiting
 * inside would commit it half done. The identity until encryption at rest comes.
 */
export function seal<T>(value: T): Promise<Sealed<T>> {
  return Promise.resolve({ lies: value });
}

/** The value again. Called after the transaction that read it. */
export function unseal<T>(sealed: Sealed<T>): Promise<T> {
  return Promise.resolve(sealed.lies as T);
}

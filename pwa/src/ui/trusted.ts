/** The one policy of ours that the content policy allows by name: it trusts our own worker scripts and nothing else. */
interface Policy {
  createScriptURL(address: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const ours = /^\/(service-worker\.js|assets\/[\w.-]+\.js|src\/[\w./-]+\?[\w&=]+)$/;

function check(address: string): string {
  const url = new URL(address, location.origin);
  const path = url.pathname + (import.meta.env.DEV ? url.search : "");
  if (url.origin !== location.origin || !ours.test(path)) throw new TypeError("not one of Kith's own workers");
  return url.href;
}

let policy: Policy | undefined;

/**
 * The address of one of our own worker scripts, in the form that `new Worker` and `register` accept under Trusted
 * Types. Refuses every other address. Browsers without Trusted Types get the plain address.
 */
export function workerAddress(address: string): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (!factory) return check(address);
  policy ??= factory.createPolicy("kith", { createScriptURL: check });
  return policy.createScriptURL(address);
}

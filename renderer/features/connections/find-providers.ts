import type { ProviderId, ProviderSummary } from '../../../preload/contract/index.ts';

/** Stores whose name or description holds every word that was typed; 'another endpoint' is always among them. */
export function findProviders(providers: readonly ProviderSummary[], typed: string): readonly ProviderSummary[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return providers;
  const always: ProviderId = 'other';
  return providers.filter(({ id, name, about }) => {
    const all = `${id} ${name} ${about}`.toLowerCase();
    return id === always || words.every((word) => all.includes(word));
  });
}

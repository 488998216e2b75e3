import { EvidenceFolder } from './folder-store.js';
import type { EvidenceSettings, EvidenceStore } from './store.js';

/** The store that the settings name. What speaks to a bucket is loaded where there is one. */
export async function openEvidenceStore({ folder, bucket }: EvidenceSettings): Promise<EvidenceStore> {
  if (bucket === null) return new EvidenceFolder(folder);
  const { EvidenceBucket } = await import('./bucket-store.js');
  return new EvidenceBucket(bucket);
}

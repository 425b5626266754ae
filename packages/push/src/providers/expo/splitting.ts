import type { WaitingMessage } from './waiting-message.ts';

type Batch = readonly WaitingMessage[];

/** Two batches that together hold what the one held; null when there is nothing to part. */
export function splitInHalves(batch: Batch): readonly Batch[] | null {
  if (batch.length < 2) return null;
  const middle = batch.length >> 1;
  return [batch.slice(0, middle), batch.slice(middle)];
}

/**
 * One batch for each project that the refusal names, and one for what it does not. A refusal that parts nothing is taken
 * for any other.
 */
export function splitByProject(
  batch: Batch,
  tokensByProject: ReadonlyMap<string, readonly string[]>,
): readonly Batch[] | null {
  const projectOf = new Map<string, string>();
  for (const [project, tokens] of tokensByProject) for (const token of tokens) projectOf.set(token, project);
  const parts = new Map<string | undefined, WaitingMessage[]>();
  for (const waiting of batch) {
    const project = projectOf.get(String(waiting.message.to));
    const part = parts.get(project);
    if (part === undefined) parts.set(project, [waiting]);
    else part.push(waiting);
  }
  return parts.size > 1 ? [...parts.values()] : splitInHalves(batch);
}

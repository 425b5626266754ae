import { failureOf } from '@carillon/client/errors';
import { useCallback, useEffect, useState } from 'react';

export interface Query<Data> {
  /** Undefined until the first answer; the last good one afterwards. */
  readonly data: Data | undefined;
  /** In words, of the last try; null when it went well. */
  readonly error: string | null;
  readonly isLoading: boolean;
  readonly reload: () => Promise<void>;
}

/** Asks when it is first shown, and again with `reload`. `ask` must keep its identity between renderings. */
export function useQuery<Data>(ask: () => Promise<Data>): Query<Data> {
  const [data, setData] = useState<Data>();
  const [error, setError] = useState<string | null>(null);
  const [isLoading, setIsLoading] = useState(true);
  const reload = useCallback(async () => {
    setIsLoading(true);
    try {
      setData(await ask());
      setError(null);
    } catch (reason) {
      setError(failureOf(reason).message);
    } finally {
      setIsLoading(false);
    }
  }, [ask]);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { data, error, isLoading, reload };
}

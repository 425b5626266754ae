import { describe, expect, it } from 'vitest';
import { AppError, invalidField } from './errors.ts';

describe('AppError', () => {
  it('API-2: is known as such by every copy of the module, and nothing else is', async () => {
    const copyUrl = new URL('./errors.ts?copy', import.meta.url).href;
    const copy = (await import(/* @vite-ignore */ copyUrl)) as typeof import('./errors.ts');
    expect(copy.AppError).not.toBe(AppError);
    const error = new copy.AppError('conflict', { detail: 'It changed meanwhile.' });
    expect(error).toBeInstanceOf(AppError);
    expect(error.status).toBe(409);
    for (const other of [new Error('x'), { name: 'AppError', code: 'conflict' }, null, 'AppError']) {
      expect(other).not.toBeInstanceOf(AppError);
    }
  });

  it('API-2: a refused field is named', () => {
    expect(invalidField('name', 'Expected text')).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'name', message: 'Expected text' }],
    });
  });
});

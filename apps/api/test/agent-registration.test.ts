import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentWorld, createAgentWorld, fieldsOf } from './agent-world.ts';

let world: AgentWorld;
beforeAll(async () => {
  world = await createAgentWorld({ RATE_LIMIT_FACTOR: 1000, MAX_DEVICES_PER_USER: 1000 });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('registering an agent by REST', () => {
  it('REG-3, SEC-1: 201 with the device and its secret, for no cache, and never again', async () => {
    const created = await world.asOwner('POST', '/devices', { device_name: '  Keller  ', tags: ['cellar'] });
    expect(created.status).toBe(201);
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.body).toMatchObject({
      device_id: null,
      kind: 'agent',
      platform: 'agent',
      name: 'Keller',
      tags: ['cellar'],
      status: 'active',
      online: false,
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const { id, secret } = created.body;
    for (const path of [`/devices/${id}`, '/devices?limit=100', `/devices/${id}/activity`]) {
      const { status, body } = await world.asOwner('GET', path);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain(secret);
    }
    expect(world.api.lines.join('')).not.toContain(secret);
  });

  it('REG-3: deviceName is understood as well, also by tRPC', async () => {
    expect((await world.asOwner('POST', '/devices', { deviceName: 'camel' })).status).toBe(201);
    const { body } = await world.api.call(
      'POST',
      '/trpc/devices.register',
      { deviceName: 'by tRPC' },
      world.owner.accessToken,
    );
    expect(body.result.data.secret).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{}, ['device_name'], /device_name.*device_id/],
    [
      { device_id: 'a', device_name: 'b', platform: 'ios' },
      ['device_name'],
      /either device_id or device_name/,
    ],
    [{ device_id: 'a', device_name: 'b' }, ['device_id'], /either device_id .* or device_name/],
    [{ platform: 'ios' }, ['device_id'], /./],
    [{ device_name: '' }, ['device_name'], /1 to 100/],
    [{ device_name: ' \t ' }, ['device_name'], /1 to 100/],
    [{ device_name: 'x'.repeat(101) }, ['device_name'], /at most 100/],
    [{ device_name: 7 }, ['device_name'], /string/],
    [{ device_name: 'x', tags: [''] }, ['tags.0'], /./],
    [{ device_id: '', platform: 'none', name: 'x'.repeat(101) }, ['device_id', 'platform', 'name'], /./],
  ])('REG-3, SEC-7: %j is 400 and names the fields', async (input, fields, message) => {
    const answer = await world.asOwner('POST', '/devices', input);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('validation_failed');
    expect(fieldsOf(answer)?.toSorted()).toEqual(fields.toSorted());
    expect(JSON.stringify(answer.body)).toMatch(message);
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts|node_modules/);
  });

  it('REG-8, SEC-7: 100 characters of any script are a name, whatever takes them', async () => {
    for (const name of ['x'.repeat(100), '鐘'.repeat(100), '🔔'.repeat(100)]) {
      const { status, body } = await world.asOwner('POST', '/devices', { device_name: name });
      expect([status, body.name]).toEqual([201, name]);
    }
    expect((await world.asOwner('POST', '/devices', { device_name: '🔔'.repeat(101) })).status).toBe(400);
  });

  it('REG-8: a name that is taken is 409, on creation and on rename; under another user it is free', async () => {
    const agent = await world.newAgent();
    const taken = await world.asOwner('POST', '/devices', { device_name: 'unique' });
    for (const refused of [
      await world.asOwner('POST', '/devices', { device_name: 'unique' }),
      await world.asOwner('PATCH', `/devices/${agent.id}`, { name: 'unique' }),
      await world.asOwner('PATCH', `/devices/${agent.id}`, { device_name: ' unique ' }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([409, 'name_taken']);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
    }
    const other = await world.newOwner();
    const elsewhere = { device_name: 'unique' };
    expect((await world.api.call('POST', '/api/v1/devices', elsewhere, other.accessToken)).status).toBe(201);
    await world.asOwner('DELETE', `/devices/${taken.body.id}`);
    const renamed = await world.asOwner('PATCH', `/devices/${agent.id}`, { device_name: 'unique' });
    expect([renamed.status, renamed.body.name]).toEqual([200, 'unique']);
    for (const name of ['', '  ', 'x'.repeat(101)]) {
      expect((await world.asOwner('PATCH', `/devices/${agent.id}`, { device_name: name })).status).toBe(400);
    }
  });
});

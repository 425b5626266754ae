import type { MetricsExposition } from '@carillon/runtime/metrics-exposition';
import type { FastifyInstance } from 'fastify';

/** What Prometheus reads (OBS-1). The numbers are of all processes together; ask one API process for them. */
export function registerMetrics(app: FastifyInstance, metrics: MetricsExposition): void {
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
}

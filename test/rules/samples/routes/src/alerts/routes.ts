export function routes({ fastify }) {
  fastify.get('/a/:token', { config: { right: 'public' } }, () => show());
  fastify.post('/a/:token', () => act());
}

export const a = endpoint({ method: 'GET', path: '/v1/alerts', right: 'alerts.read', response });
export const b = endpoint({
  method: 'GET',
  path: '/v1/right', // right: 'public'
  response,
});

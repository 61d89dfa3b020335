export const mail: Channel = { id: 'mail' };

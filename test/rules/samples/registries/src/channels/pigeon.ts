export const pigeon: Channel = { id: 'pigeon' };

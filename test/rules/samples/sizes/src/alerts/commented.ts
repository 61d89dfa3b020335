export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why

export {};
// why


export const PRINCIPAL_NAME = /^[A-Za-z0-9_.@-]{1,64}$/;
export const RIGHTS = ['read', 'write', 'create', 'admin'] as const;

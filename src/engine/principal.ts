/** What may be done with a named object. PROTOCOL.md, "Principals and rights", says which operation needs which. */
export const rights = ['read', 'write', 'create', 'admin'] as const;
export type Right = (typeof rights)[number];

/** Rights on all objects whose names match a pattern: `*` stands for any run of characters, all else for itself. */
export interface Grant {
  readonly objects: string;
  readonly rights: readonly Right[];
}

/** Who a session belongs to, and what it may do. */
export interface Principal {
  readonly name: string;
  readonly grants: readonly Grant[] | 'all';
}

/** Who knows the authkey of the broker itself. */
export const owner: Principal = { name: 'owner', grants: 'all' };

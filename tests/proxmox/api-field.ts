/** A value as Proxmox VE describes it in the schema of its API. Flags are 0 or 1. */
export interface ApiField {
  type?: string;
  optional?: 0 | 1;
  enum?: string[];
  minimum?: number | string;
  maximum?: number | string;
  maxLength?: number;
  properties?: Record<string, ApiField>;
  items?: ApiField;
}

/** What a path takes and answers. */
export interface ApiRoute {
  allowtoken?: 0 | 1;
  proxyto?: string; // `node`: the node of the path answers, through the one that was asked
  parameters?: { properties?: Record<string, ApiField>; additionalProperties?: 0 | 1 | object };
  returns?: ApiField;
}

/** By method and path: `GET /nodes/{node}/status`. */
export type ApiRoutes = ReadonlyMap<string, ApiRoute>;

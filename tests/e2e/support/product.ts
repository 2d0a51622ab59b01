import os from 'node:os';
import path from 'node:path';

/** A separate installation for one suite: an empty data folder, a port, and users with known passwords. */
export interface Product {
  name: string;
  port: number;
  origin: string;
  dataFolder: string;
  env: Record<string, string>;
}

export const administrator = { email: 'admin@example.com', password: 'granite otter ferry lantern' };
export const viewer = {
  email: 'viewer@example.com',
  name: 'Vera Viewer',
  password: 'only here to have a look',
};

export function productFor(name: string, port: number, env: Record<string, string> = {}): Product {
  const dataFolder = path.join(os.tmpdir(), `ballast-e2e-${name}`);
  return {
    name,
    port,
    origin: `http://127.0.0.1:${port}`,
    dataFolder,
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      BALLAST_DATA_DIR: dataFolder,
      BALLAST_ADMIN_EMAIL: administrator.email,
      BALLAST_ADMIN_PASSWORD: administrator.password,
      DATABASE_URL: '', // the embedded server, even if the environment names another
      ...env,
    },
  };
}

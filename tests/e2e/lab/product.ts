import { productFor } from '../support/product.ts';

/** Without the simulated data centre: the lab's real hosts are connected in the browser. */
export const labProduct = productFor('lab', 3412, { BALLAST_SIMULATOR: 'off' });

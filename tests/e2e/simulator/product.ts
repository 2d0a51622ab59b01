import { productFor } from '../support/product.ts';

/** The simulated data centre, with migrations in a quarter of their time. */
export const simulatorProduct = productFor('simulator', 3411, { BALLAST_SIMULATOR_SPEED: '4' });

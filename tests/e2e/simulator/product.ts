import { productFor } from '../support/product.ts';

/** The simulated data centre, with migrations at four times their speed. */
export const simulatorProduct = productFor('simulator', 3411, { BALLAST_SIMULATOR_SPEED: '4' });

import { simulatorProduct } from './simulator/product.ts';
import { configFor } from './support/config.ts';

export default configFor(simulatorProduct, 900);

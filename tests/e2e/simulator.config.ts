import { configFor } from './support/config.ts';
import { simulatorProduct } from './simulator/product.ts';

export default configFor(simulatorProduct, 300);

import { labProduct } from './lab/product.ts';
import { configFor } from './support/config.ts';

export default configFor(labProduct, 1800);

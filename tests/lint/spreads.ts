import ts from 'typescript';
import { type Fault, faultyNodes } from './lint-sources.ts';

/** The value itself, without parentheses, `as` and `satisfies`. */
const bare = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node;

/**
 * A literal that is spread into a literal of the same kind, or whose elements are spread into a call. Its content
 * can be written there directly.
 */
function isLiteralSpread(node: ts.Node): boolean {
  if (ts.isSpreadAssignment(node) || ts.isJsxSpreadAttribute(node))
    return ts.isObjectLiteralExpression(bare(node.expression));
  return ts.isSpreadElement(node) && ts.isArrayLiteralExpression(bare(node.expression));
}

/**
 * Finds spreads of a literal in a file, by line: `{ ...{ a, b }, c }`, `f(...['a'])`. They serve only the
 * formatter, and the compiler does not check such a literal for excess properties. A spread of a conditional
 * between literals is accepted.
 */
export const findLiteralSpreads = (file: string, text: string): Fault[] =>
  /\.\.\.[^\w.]/.test(text) ? faultyNodes(file, text, isLiteralSpread) : [];

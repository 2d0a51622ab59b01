import ts from 'typescript';
import { type Fault, faultyNodes } from './lint-sources.ts';

/** The value itself, without brackets, `as` and `satisfies` around it. */
const bare = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node;

/** A literal spread into one of its own kind, or its elements into a call: what stands in it can stand there itself. */
function isLiteralSpread(node: ts.Node): boolean {
  if (ts.isSpreadAssignment(node) || ts.isJsxSpreadAttribute(node))
    return ts.isObjectLiteralExpression(bare(node.expression));
  return ts.isSpreadElement(node) && ts.isArrayLiteralExpression(bare(node.expression));
}

/**
 * The spreads of a literal in a file, by line: `{ ...{ a, b }, c }`, `f(...['a'])`. They please the formatter, and nobody checks
 * such a literal for properties that do not belong there. A spread of a choice between literals says something, and stays.
 */
export const findLiteralSpreads = (file: string, text: string): Fault[] =>
  /\.\.\.[^\w.]/.test(text) ? faultyNodes(file, text, isLiteralSpread) : [];

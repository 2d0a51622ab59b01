import ts from 'typescript';
import { type Fault, faultyNodes } from './lint-sources.ts';

/** `value ?? ''` or `value ?? -1`. */
function hasEmptyDefault(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken)
    return false;
  const text = node.right.getText();
  return text === "''" || text === '-1';
}

const LOOKUPS = new Set(['get', 'has', 'delete']);
const isIdName = (name: string): boolean => /^(id|uuid)$|(Id|Uuid)$/.test(name);

/** The last name of `a.b?.vmId`: `vmId`. */
function lastName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : '';
}

/** An id that may be missing and then becomes an empty one, or a missing key that becomes an empty one. */
function isMissingId(node: ts.Node): boolean {
  if (!hasEmptyDefault(node)) return false;
  const { parent } = node;
  if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression))
    return LOOKUPS.has(parent.expression.name.text) && parent.arguments.some((argument) => argument === node);
  return isIdName(lastName(node.left));
}

/**
 * Finds ids that become empty where they are missing, by line: `hosts.get(hostId ?? '')`, `{ vmId: vmId ?? '' }`.
 * Such an id belongs to nothing, and whoever reads it cannot tell. A default for a text that is shown or parsed is
 * accepted.
 */
export const findMissingIds = (file: string, text: string): Fault[] =>
  /\?\?\s+(''|-1)/.test(text) ? faultyNodes(file, text, isMissingId) : [];

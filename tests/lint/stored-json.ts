import ts from 'typescript';
import { type Fault, faultyNodes } from './lint-sources.ts';

/** Parsed by the driver of the host or VM. */
const NOT_OURS = new Set(['driverConfig']);

/** The names of the JSON columns of a Prisma schema. */
export function jsonColumnsOf(schema: string): Set<string> {
  const names = [...schema.matchAll(/^ {2}(\w+)\s+Json\b/gm)].map(([, name = '']) => name);
  return new Set(names.filter((name) => !NOT_OURS.has(name)));
}

/** The value itself, without parentheses, `?? fallback` and casts. */
function bare(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return bare(node.expression);
  const isFallback =
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
  return isFallback ? bare(node.left) : node;
}

function nameOf(node: ts.Expression): string | null {
  const value = bare(node);
  if (ts.isPropertyAccessExpression(value)) return value.name.text;
  return ts.isIdentifier(value) ? value.text : null;
}

function isColumn(node: ts.Expression, columns: ReadonlySet<string>): boolean {
  const name = nameOf(node);
  return name !== null && columns.has(name);
}

const isConst = (node: ts.AsExpression): boolean => node.type.getText() === 'const';
const isParse = (node: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(node.expression) && /^(safeP|p)arse(Async)?$/.test(node.expression.name.text);

/** Whether it casts or parses the JSON of a row, or casts a value to `object` so that a write accepts it. */
function isFault(node: ts.Node, columns: ReadonlySet<string>): boolean {
  if (ts.isAsExpression(node) && !isConst(node))
    return /^object(\[\])?$/.test(node.type.getText()) || isColumn(node.expression, columns);
  if (!ts.isCallExpression(node) || !isParse(node)) return false;
  const [first] = node.arguments;
  return first !== undefined && isColumn(first, columns);
}

/**
 * Finds code in a file that assigns a type to a JSON column itself, by line. lib/db parses such columns and accepts
 * typed values (`toJson`).
 */
export function findFaults(file: string, text: string, columns: ReadonlySet<string>): Fault[] {
  return faultyNodes(file, text, (node) => isFault(node, columns));
}

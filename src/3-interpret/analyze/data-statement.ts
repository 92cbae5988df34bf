import type { Node, SelectStmt } from '@pgsql/types';
import type { Catalog } from '../../model/catalog.js';
import type { DataStatement, Query } from '../../model/query.js';
import type { Statement } from '../../model/statement.js';
import { analyzeChange, analyzeTruncate } from './change-rows.js';
import { ANALYZER } from './analyzer.js';
import type { CoercionSite } from './coerce.js';
import { analyzeMerge } from './merge.js';
import { forEachTable } from './inherited-rows.js';
import { refuse } from './refuse.js';
import { withMoments } from './relative-moment.js';
import { rootScope } from './scope.js';

/**
 * A SELECT, VALUES or set operation, as the body of a view, of CREATE TABLE AS, or by itself. Untyped literals in its columns are text.
 * @throws Refusal in Postgres' words
 */
export function analyzeQuery(node: Node, site: CoercionSite): Query {
  const select = selectOf(node) ?? refuse(site, 'unsupported-statement', 'only a SELECT or VALUES can stand here');
  return ANALYZER.query(select, rootScope(site, ANALYZER), 'text');
}

function selectOf(node: Node): SelectStmt | undefined {
  return 'SelectStmt' in node ? node.SelectStmt : undefined;
}

/**
 * A statement that reads or changes rows, resolved against the catalog.
 * @returns one statement, or none for a MERGE that does nothing
 * @throws Refusal in Postgres' words, or for COPY, which has no equivalent
 */
export function analyzeDataStatement(statement: Pick<Statement, 'file' | 'node' | 'tag' | 'span'>, catalog: Catalog): readonly DataStatement[] {
  const site = { catalog, file: statement.file };
  const scope = rootScope(site, ANALYZER);
  const { node } = statement;
  if ('SelectStmt' in node) return [{ kind: 'select-statement', query: withMoments(analyzeQuery(node, site)) }];
  if ('TruncateStmt' in node) return [analyzeTruncate(node.TruncateStmt, scope)];
  if ('MergeStmt' in node) return [analyzeMerge(node.MergeStmt, scope) ?? []].flat().map(withMoments);
  const each = forEachTable(node, scope);
  if (each) return each.map((one) => withMoments(analyzeChange(one, scope) ?? unsupported(statement, site)));
  const change = analyzeChange(node, scope);
  return change ? [withMoments(change)] : unsupported(statement, site);
}

function unsupported(statement: Pick<Statement, 'tag' | 'span'>, site: CoercionSite): never {
  const place = { at: statement.span.start, length: 5 };
  if (statement.tag === 'CopyStmt') return refuse(site, 'unsupported-statement', 'COPY is not supported', { ...place, help: 'Write the rows as INSERT .. VALUES.' });
  return refuse(site, 'unsupported-statement', `${statement.tag} is no data statement`, place);
}

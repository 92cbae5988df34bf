import type { Catalog } from '../model/catalog.js';
import type { Change } from '../model/change.js';
import type { Plan, StatementVerdict, Step } from '../model/plan.js';
import { directiveFor } from '../model/statement.js';
import { needsOwnTransaction } from './transaction-mode.js';

/** Postgres gets the statements as they are written. Only BEGIN and COMMIT are left out: the runner's batch is the transaction. */
export function planPostgres(migration: string, changes: readonly Change[], before: Catalog): Plan {
  const steps: Step[] = [];
  const verdicts: StatementVerdict[] = [];
  for (const { cause, effect } of changes) {
    if (cause.tag === 'TransactionStmt') {
      verdicts.push({ statement: cause, verdict: 'ignored', reason: 'the migration is one transaction already' });
      continue;
    }
    if (directiveFor(cause, 'postgres')?.kind === 'skip') {
      verdicts.push({ statement: cause, verdict: 'ignored', reason: effect.kind === 'none' ? effect.reason : 'skipped by directive' });
      continue;
    }
    // A native block without a statement is nothing here.
    if (cause.text === '') {
      verdicts.push({ statement: cause, verdict: 'ignored', reason: 'native SQL for other targets' });
      continue;
    }
    steps.push({ sql: cause.text, cause: { file: cause.file, span: cause.span } });
    verdicts.push({ statement: cause, verdict: 'exact' });
  }
  return {
    migration,
    target: 'postgres',
    atomic: !changes.some(({ endsTransactions }) => endsTransactions) && !needsOwnTransaction(changes.map(({ cause }) => cause)),
    steps,
    verdicts,
    // Postgres itself is the judge: what we cannot interpret may well be right.
    diagnostics: [],
    catalog: changes.at(-1)?.after ?? before,
  };
}

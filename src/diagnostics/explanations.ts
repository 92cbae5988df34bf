import type { Code } from './codes.js';
import { DATABASE_EXPLANATIONS } from './explanations/database.js';
import type { Explanation } from './explanations/explanation.js';
import { POSTGRES_EXPLANATIONS } from './explanations/postgres.js';
import { PROCEDURE_EXPLANATIONS } from './explanations/procedure.js';
import { SOURCE_EXPLANATIONS } from './explanations/source.js';
import { TARGET_EXPLANATIONS } from './explanations/target.js';

/** Every code of the register: the compiler names what is missing. */
export const EXPLANATIONS: Readonly<Record<Code, Explanation>> = {
  ...SOURCE_EXPLANATIONS,
  ...POSTGRES_EXPLANATIONS,
  ...TARGET_EXPLANATIONS,
  ...PROCEDURE_EXPLANATIONS,
  ...DATABASE_EXPLANATIONS,
};

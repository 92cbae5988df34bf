/**
 * The table of ours whose rows are conditions of triggers that do not hold yet: a foreign key of the row names no row, so that the transaction or the statement
 * cannot end with it. Its column `message` is what the trigger says.
 */
export const UNMET = '__tm_unmet';

/** Its rows are conditions of deferred triggers that do not hold yet: the foreign key of a row names no row, so that the transaction cannot end with it. */
export const UNMET = '__tm_unmet';

/** As many columns of NEW and OLD as a condition may name. */
export const MOST_KEPT = 40;

/** `v1, v2, ..`, without types: a value is kept as it is. Row numbers begin at 1, and no row has number 0. */
export const UNMET_COLUMNS = `id INTEGER PRIMARY KEY, condition TEXT NOT NULL, message TEXT, ${Array.from({ length: MOST_KEPT }, (_, i) => `v${i + 1}`).join(', ')}, unmet INTEGER NOT NULL DEFAULT 0 REFERENCES ${UNMET} (id) DEFERRABLE INITIALLY DEFERRED`;

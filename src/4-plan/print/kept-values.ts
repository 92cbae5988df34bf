/** As many values as the row of a table of ours keeps of the row for which a trigger runs. */
export const MOST_KEPT = 40;

/** `v1, v2, ..`, without types: a value is kept as it is. */
export const KEPT_COLUMNS = Array.from({ length: MOST_KEPT }, (_, i) => `v${i + 1}`).join(', ');

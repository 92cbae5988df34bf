/** Why a function is no expression, where it is one that can be carried out. */
export const CHANGES_ROWS = 'it changes rows';

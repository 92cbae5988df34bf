/** The types of PostGIS, which Postgres does not ship, in the formats of types.ts, functions.ts, operators.ts and casts.ts. Its functions have no counterpart anywhere. */
export const POSTGIS = {
  types: `geometry U
geography U
box2d U
box3d U`,
  functions: '',
  operators: `= geometry geometry bool
= geography geography bool`,
  casts: `geometry geography i f
geography geometry e f
geometry text i f
text geometry i f`,
} as const;

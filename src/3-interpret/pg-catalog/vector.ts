/** The pgvector extension, which Postgres does not ship: from its documentation, in the formats of types.ts, functions.ts, operators.ts and casts.ts. */
export const VECTOR = {
  types: `vector U
halfvec U
sparsevec U`,
  functions: `avg|ai|vector|vector
binary_quantize|fiS|vector|varbit
cosine_distance|fiS|vector,vector|float8
inner_product|fiS|vector,vector|float8
l1_distance|fiS|vector,vector|float8
l2_distance|fiS|vector,vector|float8
l2_normalize|fiS|vector|vector
subvector|fiS|vector,int4,int4|vector
sum|ai|vector|vector
vector_dims|fiS|vector|int4
vector_norm|fiS|vector|float8`,
  operators: `<-> vector vector float8
<#> vector vector float8
<=> vector vector float8
<+> vector vector float8
+ vector vector vector
- vector vector vector
* vector vector vector
|| vector vector vector
= vector vector bool
<> vector vector bool
< vector vector bool
<= vector vector bool
> vector vector bool
>= vector vector bool`,
  casts: `vector vector i f
vector _float4 i f
vector halfvec a f
vector sparsevec i f
halfvec vector i f
_int4 vector a f
_float4 vector a f
_float8 vector a f
_numeric vector a f`,
} as const;

import type { Render } from '../dialect.js';
import { fill } from '../sql.js';
import { failure } from './moments.js';

/** Digits in groups or not, decimals, and a place for the sign. */
const FORMAT = /^(?:FM)?(?:S|MI)?([09,G]*[09])(?:[.D]([09]+))?(?:S|MI)?$/iu;

/** Commas between groups of three, or none. */
const IN_GROUPS = /^(?:[09]+|[09]{1,3}(?:[,G][09]{3})+)$/iu;

/** The parts of a text: its sign, its digits with and without commas, its decimals. */
const PARTS = [
  "SELECT _sign, _grouped, replace(_grouped, ',', '') AS _whole, _decimals FROM (SELECT _sign, substr(_number, 1, instr(_number || '.', '.') - 1) AS _grouped, substr(_number, instr(_number || '.', '.') + 1) AS _decimals FROM",
  "(SELECT substr(_text, 1, length(_text) - length(ltrim(_text, '+-'))) AS _sign, ltrim(_text, '+-') AS _number FROM (SELECT trim({1}) AS _text)))",
].join(' ');

const IS_NUMBER = "_sign IN ('', '-', '+') AND _whole || _decimals <> '' AND _whole NOT GLOB '*[^0-9]*' AND _decimals NOT GLOB '*[^0-9]*'";

/**
 * to_number('1,234.50', '9,999.99'): a number with no more digits than the format has, grouped in threes or not, and its decimals as far as the format goes. What
 * else Postgres reads, and how much of what does not fit, depends on each sign: such a text fails.
 */
export const toNumber: Render = ([value, format], context) => {
  const match = FORMAT.exec(format?.constant ?? '');
  if (!value || !match || context.inTable) return undefined;
  const [, whole = '', decimals = ''] = match;
  // A comma where the format has none takes the place of a digit.
  const grouped = IN_GROUPS.test(whole) ? ` OR (_grouped = printf('%,d', CAST(_whole AS INTEGER)) AND length(_grouped) <= ${whole.length})` : '';
  const fits = `${IS_NUMBER} AND length(_whole) <= ${whole.replaceAll(/[,G]/giu, '').length} AND (_grouped = _whole${grouped})${decimals === '' ? " AND _decimals = ''" : ''}`;
  const number = `CAST(_sign || _whole || '.' || substr(_decimals, 1, ${decimals.length}) AS REAL)`;
  const sql = fill(`(SELECT iif(_whole IS NULL, NULL, iif(${fits}, ${number}, ${failure('this is no number of the format')})) FROM (${PARTS}))`, [value.sql]);
  return { ...sql, ...(context.mapping === 'exact' && { real: true }) };
};

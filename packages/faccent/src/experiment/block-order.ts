/**
 * A row of Williams' Latin square (1949): every condition comes equally often at each place, and equally often right after
 * each other one. Of an odd number there are twice as many rows, the second half being the first read backwards.
 * @param row of any number: rows repeat
 */
export function blockOrder(conditions: number, row: number): number[] {
  const rows = conditions % 2 === 0 ? conditions : 2 * conditions;
  const at = row % rows;
  // 0, 1, n − 1, 2, n − 2, …
  const first = Array.from({ length: conditions }, (_, i) =>
    i % 2 === 1 ? (i + 1) / 2 : (conditions - i / 2) % conditions,
  );
  const order = first.map((condition) => (condition + at) % conditions);
  return at < conditions ? order : order.reverse();
}

/**
 * A file of labels, and the column of a table that is said behind it: `classes.csv:name`.
 * @example tableColumn('classes.csv:name') // { file: 'classes.csv', column: 'name' }
 */
export function tableColumn(given: string): { readonly file: string; readonly column?: string } {
  const [, file, column] = /^(.*\.(?:csv|tsv|tab|txt)):([^:/\\]+)$/i.exec(given) ?? [];
  return file === undefined ? { file: given } : { file, column };
}

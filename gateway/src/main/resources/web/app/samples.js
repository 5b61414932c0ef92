const NUMBERS = {
  sample: 'sample',
  true_label: 'trueLabel',
  dense_q: 'denseQ',
  pruned_q: 'prunedQ',
  dense_depth_final_prediction: 'denseDepth',
  pruned_depth_final_prediction: 'prunedDepth',
  taxicab: 'taxicab',
};

/** The rows of an export of exemplars, one for each test image; a cell of it holds no comma. */
export function readExemplars(table) {
  const [head, ...lines] = table.trimEnd().split(/\r?\n/);
  const names = head.split(',');
  const columns = Object.entries(NUMBERS).map(([column, name]) => [names.indexOf(column), name]);
  const pie = names.indexOf('pie');
  return lines.map((line) => {
    const cells = line.split(',');
    const row = { pie: cells[pie] === 'true' };
    for (const [column, name] of columns) {
      row[name] = cells[column] === '' ? null : Number(cells[column]);
    }
    return row;
  });
}

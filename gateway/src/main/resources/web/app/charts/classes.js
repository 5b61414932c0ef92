/** Charts of what pruning costs which class. */

import { number, percent, pValue } from '../format.js';

const SIGNIFICANT = 0.05;

/** Recall by class beyond the change of accuracy, and its table: filled where it is significant. */
export function recallByClass(all) {
  const classes = all.filter((one) => one.recallDifference != null);
  return {
    option: (colours) => ({
      legend: null,
      grid: { left: 96, right: 24, top: 10, bottom: 44 },
      yAxis: { type: 'category', inverse: true, data: classes.map((one) => one.class), splitLine: { show: false } },
      xAxis: { type: 'value', name: 'points of recall', axisLabel: { formatter: (value) => number(100 * value, 1) } },
      tooltip: { formatter: ({ data }) => data.text },
      series: [{
        type: 'bar', barMaxWidth: 18,
        data: classes.map((one) => {
          const colour = one.recallDifference < 0 ? colours.pie : colours.objectives[0];
          const significant = one.adjustedP != null && one.adjustedP < SIGNIFICANT;
          return {
            value: one.recallDifference,
            itemStyle: { color: significant ? colour : 'transparent', borderColor: colour, borderWidth: 1.5 },
            text: `${one.class}: recall ${percent(one.denseRecall)} dense, ${percent(one.prunedRecall)} pruned\nbeyond accuracy ${percent(one.recallDifference)}, adjusted p ${pValue(one.adjustedP)}`,
          };
        }),
      }],
    }),
    table: {
      columns: [
        { name: 'class', value: (one) => one.class },
        { name: 'recall, dense', value: (one) => one.denseRecall, form: (value) => percent(value) },
        { name: 'recall, pruned', value: (one) => one.prunedRecall, form: (value) => percent(value) },
        { name: 'beyond accuracy', value: (one) => one.recallDifference, form: (value) => percent(value) },
        { name: 'p', value: (one) => one.p, form: pValue },
        { name: 'adjusted p', value: (one) => one.adjustedP, form: pValue },
      ],
      rows: classes,
    },
  };
}

/** PIEs by their true class, and the table. */
export const piesByClass = (classes) => ({
  option: (colours) => ({
    legend: null,
    grid: { left: 96, right: 24, top: 10, bottom: 44 },
    yAxis: { type: 'category', inverse: true, data: classes.map((one) => one.class), splitLine: { show: false } },
    xAxis: { type: 'value', name: 'PIEs', minInterval: 1 },
    tooltip: { formatter: ({ name, value }) => `${name}: ${number(value)} PIEs` },
    series: [{ type: 'bar', barMaxWidth: 18, color: colours.pie, data: classes.map((one) => one.pies ?? 0) }],
  }),
  table: {
    columns: [{ name: 'class', value: (one) => one.class }, { name: 'PIEs', value: (one) => one.pies }],
    rows: classes.filter((one) => one.pies != null),
  },
});

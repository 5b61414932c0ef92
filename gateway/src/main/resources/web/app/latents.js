import { number, percent } from './format.js';

/**
 * A map turned, and mirrored where that helps, so that its points lie as near as possible to another
 * map's points of the same samples (orthogonal Procrustes): principal components have no direction of
 * their own, so two networks' maps can be compared by eye only then.
 */
export function turnedOnto(map, target) {
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < map.pc1.length; i++) {
    xx += map.pc1[i] * target.pc1[i];
    xy += map.pc1[i] * target.pc2[i];
    yx += map.pc2[i] * target.pc1[i];
    yy += map.pc2[i] * target.pc2[i];
  }
  const mirrored = Math.hypot(xx - yy, xy + yx) > Math.hypot(xx + yy, xy - yx);
  const angle = mirrored ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const [cos, sin, sign] = [Math.cos(angle), Math.sin(angle), mirrored ? -1 : 1];
  return {
    ...map,
    pc1: map.pc1.map((x, i) => x * cos - sign * map.pc2[i] * sin),
    pc2: map.pc1.map((x, i) => x * sin + sign * map.pc2[i] * cos),
  };
}

/** How much of the latents a map shows. */
export const shown = ({ share: [first, second] }) =>
  `${percent(first + second, 0)} of their variance lies in this plane (${percent(first, 0)} and ${percent(second, 0)})`;

/**
 * ECharts' option for a map: a colour for each class, PIEs with a rim.
 *
 * `samples` are rows of the exemplars' export: sample, trueLabel, pie.
 */
export function mapOption(map, samples, classes, colours, bounds) {
  const axis = (name, [min, max]) => ({ type: 'value', name, min, max, axisLabel: { show: false }, axisTick: { show: false } });
  const points = (label, pie) =>
    samples
      .filter((row) => row.trueLabel === label && row.pie === pie)
      .map(({ sample }) => ({ value: [map.pc1[sample], map.pc2[sample]], sample }));
  return {
    grid: { left: 36, right: 12, top: 58, bottom: 36 },
    legend: {
      itemWidth: 9, ...(classes.length > 12 ? { type: 'scroll' } : {}), data: [...classes, { name: PIES, itemStyle: { color: colours.text } }],
    },
    xAxis: axis('first component', bounds[0]),
    yAxis: { ...axis('second component', bounds[1]), nameGap: 14 },
    tooltip: {
      formatter: ({ data: { sample }, seriesIndex }) =>
        `image ${sample}\n${classes[seriesIndex % classes.length]}${seriesIndex < classes.length ? '' : '\nPIE'}`,
    },
    // A style belongs to a series: of thousands of points with one each every view would take seconds.
    series: [
      ...classes.map((name, label) => ({
        type: 'scatter', name, symbolSize: 4, data: points(label, false), large: true, largeThreshold: 500, progressive: 0,
        itemStyle: { color: hue(label, classes.length), opacity: 0.5 },
      })),
      ...classes.map((_, label) => ({
        type: 'scatter', name: PIES, symbol: 'diamond', symbolSize: 7, data: points(label, true),
        itemStyle: { color: hue(label, classes.length), borderColor: colours.text, borderWidth: 1, opacity: 1 },
      })),
    ],
  };
}

const PIES = 'PIEs';

const hue = (label, of) => `hsl(${Math.round((360 * label) / of)}, 62%, 54%)`;

/** What both maps need room for, with a margin, so that one scale serves both. */
export function boundsOf(maps) {
  return ['pc1', 'pc2'].map((axis) => {
    const values = maps.flatMap((map) => map[axis]);
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const margin = 0.04 * (high - low) || 0.1;
    return [low - margin, high + margin];
  });
}

export const mapTable = (map, samples, classes) => ({
  columns: [
    { name: 'image', value: (row) => row.sample },
    { name: 'class', value: (row) => classes[row.trueLabel] },
    { name: 'PIE', value: (row) => (row.pie ? 'yes' : 'no') },
    { name: 'first component', value: (row) => map.pc1[row.sample], form: (value) => number(value, 4) },
    { name: 'second component', value: (row) => map.pc2[row.sample], form: (value) => number(value, 4) },
  ],
  rows: samples,
});

/**
 * The report's figures, in the order of a paper. Each takes the record and gives its title, body
 * and caption; or, where there is nothing to show, why not.
 */

import { html } from 'lit';
import { piesByClass, recallByClass } from '../charts/classes.js';
import { DENSE_DEPTH, DENSE_Q, PRUNED_DEPTH, PRUNED_Q, scatter } from '../charts/scatter.js';
import { accuracy, bySparsity, piesBySparsity, predictionDepth, qScore } from '../charts/sparsity.js';
import { number, percent, plural, pValue, variantName } from '../format.js';
import { boundsOf, mapOption, mapTable, shown, turnedOnto } from '../latents.js';

const INTERVAL = 'Bars: 95 % t-interval of the mean over networks';
const PANEL = 330;
const MAP = 420;
const NOT_MEASURED = 'nothing is measured yet';
const NOT_COMPARED = 'no pruned variant is compared with its dense networks yet';

/** 3, or 2 to 3. */
function range(counts) {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? number(least) : `${number(least)} to ${number(most)}`;
}

const networks = (variants, value) => `n = ${range(variants.map((variant) => value(variant)[3]))} networks per variant`;

const alone = (title, file, { option, table, legend }) =>
  html`<prune-chart class="alone" heading=${title} file=${file} renderer="svg" .height=${340} .legend=${legend} .option=${option} .table=${table}></prune-chart>`;

/** Panels of comparisons under one title. */
const panels = (title, content) => html`<h3>${title}</h3><div class="panels">${content}</div>`;

/** The details with their variants' rows. */
const detailed = ({ details, variants }) =>
  details.map((detail) => ({ ...detail, variant: variants.find((one) => one.variant === detail.variant) }));

/** Which comparisons are shown image by image. */
function selection({ details, variants }) {
  const compared = variants.filter((variant) => variant.pies != null);
  const pairs = new Set(compared.map((variant) => `${variant.objective} ${variant.pruningPlan}`)).size;
  if (compared.length === details.length) {
    return '';
  }
  return `Shown is the sparsest compared variant of each objective and plan${pairs > details.length ? `: the first ${details.length} of ${pairs}` : ''}.`;
}

const seeds = (details, n = (detail) => detail.exemplars.n) => `n = ${range(details.map(n))} networks on each side`;

function accuracies({ variants }) {
  const title = 'Accuracy by sparsity';
  const measured = variants.filter((variant) => variant.accuracyMean != null);
  return measured.length
    ? {
        title,
        body: alone(title, 'accuracy-by-sparsity', bySparsity(variants, accuracy, (value) => percent(value))),
        caption: `Mean test accuracy; at 0 % the dense networks. ${INTERVAL}; ${networks(measured, accuracy)}.`,
      }
    : { title, missing: NOT_MEASURED };
}

function pies({ variants, comparisons, dataSet }) {
  const title = 'PIEs by sparsity';
  const compared = comparisons.filter((one) => one.piesSmallestLabel != null);
  if (!compared.length) {
    return { title, missing: NOT_COMPARED };
  }
  const floors = compared.filter((one) => one.floorArrangements != null);
  return {
    title,
    body: alone(title, 'pies-by-sparsity', piesBySparsity(variants)),
    caption: `PIEs among ${number(dataSet.testSamples)} test images; n = ${range(compared.map((one) => one.n))} seeds.${floors.length ? ` ${noiseFloor(floors)}` : ''}`,
  };
}

function noiseFloor(floors) {
  const least = Math.min(1, ...floors.map((one) => (one.floorExhaustive ? 2 / one.floorArrangements : 1 / (1 + one.floorArrangements))));
  const bound = least < 0.001 ? String(Number(least.toPrecision(1))).replace(/^0/, '') : pValue(least);
  return `Grey: the noise floor, mean and 2.5 % to 97.5 % quantiles over ${floors.every((one) => one.floorExhaustive) ? 'all' : 'the'} ${
    range(floors.map((one) => one.floorArrangements))} arrangements in which dense and pruned network of each seed change places or stay, so that p cannot be below ${bound}.`;
}

function qScores({ variants, estimates }) {
  const title = 'Q-Score by sparsity';
  const value = qScore(estimates);
  const measured = variants.filter((variant) => value(variant)[0] != null);
  return measured.length
    ? {
        title,
        body: alone(title, 'q-score-by-sparsity', bySparsity(variants, value, (mean) => number(mean, 3))),
        caption: `Q-Score, mean over test images, then over networks. ${INTERVAL}; ${networks(measured, value)}.`,
      }
    : { title, missing: variants.some((variant) => variant.n) ? 'no network has one' : NOT_MEASURED };
}

function depths({ variants, estimates, request, dataSet }) {
  const title = 'Prediction depth by sparsity';
  const value = predictionDepth(estimates);
  const measured = variants.filter((variant) => value(variant)[0] != null);
  if (!request.measurement.predictionDepth) {
    return { title, missing: 'it was not asked for' };
  }
  return measured.length
    ? {
        title,
        body: alone(title, 'prediction-depth-by-sparsity', bySparsity(variants, value, (mean) => number(mean, 2))),
        caption: `Prediction depth, mean over test images, then over networks; ${
          number(request.measurement.supportSamples || dataSet.trainSamples)} training images vote. ${INTERVAL}; ${networks(measured, value)}.`,
      }
    : { title, missing: NOT_MEASURED };
}

/** Points of a detail as rows; its PIEs come first. */
const points = ({ points: { pies, ...columns } }) =>
  columns.sample.map((sample, i) => ({
    sample,
    pie: i < pies,
    trueLabel: columns.trueLabel[i],
    denseQ: columns.denseQ[i],
    prunedQ: columns.prunedQ[i],
    denseDepth: columns.denseDepth[i],
    prunedDepth: columns.prunedDepth[i],
  }));

/** How many of the test images are points. */
function drawn(details) {
  const samples = details[0].points.samples;
  const shown = details[0].points.sample.length;
  return shown < samples ? ` ${number(shown)} of ${number(samples)} images are drawn: PIEs first, the others at random by a hash.` : '';
}

function scatters(record, title, file, x, y, missing, caption, n) {
  const details = detailed(record);
  if (!details.length) {
    return { title, missing: NOT_COMPARED };
  }
  const charts = details.map((detail) => ({ detail, chart: scatter(points(detail), x, y) })).filter(({ chart }) => chart.table.rows.length);
  if (!charts.length) {
    return { title, missing };
  }
  return {
    title,
    body: panels(title, charts.map(({ detail: { variant }, chart: { option, table } }) => html`
      <prune-chart heading=${variantName(variant)} file="${file}-${variant.variant}" .resolution=${3} .height=${PANEL} .option=${option} .table=${table}></prune-chart>`)),
    caption: `${caption} PIEs are coloured. Values are means over networks; ${seeds(charts.map(({ detail }) => detail), n)}.${drawn(details)} ${selection(record)}`,
  };
}

const qScatters = (record) =>
  scatters(record, 'Q-Score of dense and of pruned networks, image by image', 'q-scatter', DENSE_Q, PRUNED_Q, 'no network has one',
    'Each point is a test image by its Q-Score in the dense and in the pruned networks; on the dashed line nothing changes.');

const depthScatters = (record) =>
  scatters(record, 'Prediction depth of dense and of pruned networks, image by image', 'depth-scatter', DENSE_DEPTH, PRUNED_DEPTH,
    record.request.measurement.predictionDepth ? 'it is measured on no seed of both sides yet' : 'it was not asked for',
    'Each point is a test image by its prediction depth in the dense and in the pruned networks; above the dashed line pruned networks decide later.',
    (detail) => record.comparisons.find((one) => one.variant === detail.variant.variant).depthN);

function latents(record) {
  const title = 'Latents of a dense and of a pruned network';
  const all = detailed(record);
  if (!all.length) {
    return { title, missing: NOT_COMPARED };
  }
  const details = all.filter((detail) => detail.latents);
  if (!details.length) {
    return { title, missing: record.request.measurement.geometry ? 'of no seed both networks have a map' : 'they were not asked for' };
  }
  const names = record.dataSet.classes;
  return {
    title,
    body: panels(title, details.map((detail) => {
      const rows = points(detail);
      const { dense, pruned, seed } = detail.latents;
      const turned = turnedOnto(pruned, dense);
      const bounds = boundsOf([dense, turned]);
      const map = (side, one) => {
        const placed = bySample(one, rows);
        return html`<prune-chart heading="${variantName(detail.variant)}: ${side}" note="Seed ${seed}; ${shown(one)}." file="latents-${side}-${detail.variant.variant}-${seed}"
          .resolution=${3} .height=${MAP} .option=${(colours) => mapOption(placed, rows, names, colours, bounds)} .table=${mapTable(placed, rows, names)}></prune-chart>`;
      };
      return [map('dense', dense), map('pruned', turned)];
    })),
    caption: `Each test image’s latent, scaled to length 1, along the first two principal components (PCA) of one network’s latents; n = 1 network on each side, of the same seed. The pruned network’s map is turned to lie over the dense one’s (orthogonal Procrustes). Colours are true classes; PIEs of the whole population have a rim.${
      drawn(details)} ${selection(record)}`,
  };
}

/** A map whose coordinates are found by sample. */
function bySample(map, rows) {
  const placed = { ...map, pc1: [], pc2: [] };
  for (const [i, { sample }] of rows.entries()) {
    placed.pc1[sample] = map.pc1[i];
    placed.pc2[sample] = map.pc2[i];
  }
  return placed;
}

function classes(record) {
  const title = 'What pruning costs each class';
  const details = detailed(record);
  if (!details.length) {
    return { title, missing: NOT_COMPARED };
  }
  const height = (rows) => Math.max(220, 70 + 22 * rows.length);
  return {
    title,
    body: panels(title, details.map(({ variant, classes: rows }) => {
      const [recall, counts] = [recallByClass(rows), piesByClass(rows)];
      return html`
        <prune-chart heading="${variantName(variant)}: recall" file="recall-by-class-${variant.variant}" renderer="svg" .height=${height(rows)} .option=${recall.option} .table=${recall.table}></prune-chart>
        <prune-chart heading="${variantName(variant)}: PIEs" file="pies-by-class-${variant.variant}" renderer="svg" .height=${height(rows)} .option=${counts.option} .table=${counts.table}></prune-chart>`;
    })),
    caption: `Left: difference of recall, pruned − dense, beyond the difference of accuracy. Filled: p below .05 by Welch’s t-test over networks, adjusted over the classes of a comparison [5]; outlined: not told from chance. Right: PIEs by true class. ${
      seeds(details)}. ${selection(record)}`,
  };
}

function exemplars(record) {
  const title = 'Images that pruned networks see otherwise';
  const details = detailed(record).filter((detail) => detail.exemplars.exemplars.length);
  if (!details.length) {
    return { title, missing: record.details.length ? 'there is no PIE' : NOT_COMPARED };
  }
  if (record.imagesMissing) {
    return { title, missing: `the images are not there: ${record.imagesMissing.replace(/\.$/, '')}` };
  }
  return {
    title,
    body: html`<h3>${title}</h3>${details.map(({ variant, exemplars: page }) => html`<div class="strip">
      <h4>${variantName(variant)} <span class="quiet">${page.exemplars.length < page.pies ? `${page.exemplars.length} of ` : ''}${plural(page.pies, 'PIE')}</span></h4>
      <ol>${page.exemplars.map((one) => card(one, record.images[one.sample]))}</ol></div>`)}`,
    caption: `PIEs of the largest taxicab distance. Below each image its true class; d: the most frequent label of the dense, p: of the pruned networks, with the share that agrees; ${
      seeds(details)}. ${selection(record)}`,
  };
}

const card = ({ sample, trueLabel, denseLabel, prunedLabel, agreement }, image) => {
  const label = (side, { label: given, name }, share) =>
    html`<span class=${given === trueLabel.label ? 'right' : 'wrong'}>${side} ${name} ${percent(share, 0)}</span>`;
  return html`<li><img class="sample" src=${image} alt="test image ${sample}" title="test image ${sample}">
    <span>${trueLabel.name}</span>${label('d', denseLabel, agreement.dense)}${label('p', prunedLabel, agreement.pruned)}</li>`;
};

export const FIGURES = [accuracies, pies, qScores, depths, qScatters, depthScatters, classes, latents, exemplars];

import { html, nothing } from 'lit';
import '../chart.js';
import { Element } from '../elements.js';
import { number, plural, state, time } from '../format.js';
import { results } from '../results.js';
import { FIGURES } from './figures.js';
import { made, submitted } from './making.js';
import { REFERENCES, TERMS } from './terms.js';

/** The report of an experiment: the figures of a paper, drawn from the record that stands beside it in the file. */
class Report extends Element {
  constructor() {
    super();
    this.record = JSON.parse(document.getElementById('record').textContent);
  }

  render() {
    const { status, variants } = this.record;
    const figures = FIGURES.map((figure) => figure(this.record));
    const shown = figures.filter((figure) => !figure.missing);
    const missing = figures.filter((figure) => figure.missing);
    return html`<main>
      <header>
        <p class="crumb">Prunescope report · experiment <code>${status.id}</code></p>
        <h1>${status.name}</h1>
        <p class="quiet">Submitted ${time(status.submittedAt)} · reported ${time(this.record.madeAt)}</p>
        ${standing(status)}
      </header>
      <h2>The experiment</h2>${submitted(this.record)}
      <h2>Terms</h2>
      <dl class="terms">${TERMS.map(({ term, meaning, source }) => html`<div><dt>${term}</dt><dd>${meaning} <span class="quiet">${source}</span></dd></div>`)}</dl>
      ${variants.some((variant) => variant.n)
        ? html`<h2>Results</h2><section class="figure">${results(variants)}<p class="caption"><b>Table 1.</b> Variants: networks measured of those planned; mean test accuracy with its 95 % t-interval over
            networks; PIEs, their noise floor, and p, how likely at least as many are if pruning does nothing; mean Q-Score; mean prediction depth. A dash: not measured, or nothing to compare with.</p></section>`
        : nothing}
      ${shown.map((figure, i) => html`<section class="figure" aria-label="Figure ${i + 1}">
        ${figure.body}<p class="caption"><b>Figure ${i + 1}.</b> ${figure.caption}</p></section>`)}
      ${missing.length
        ? html`<h2>Not in this report</h2><ul>${missing.map(({ title, missing: why }) => html`<li>${title}: ${why}.</li>`)}</ul>`
        : nothing}
      <h2>How it was made</h2>${made(this.record)}
      <h2>Sources</h2><ol class="sources">${REFERENCES.map((reference) => html`<li>${reference}</li>`)}</ol>
      <h2>The experiment as it was submitted, with every default</h2>
      <pre class="request">${text(this.record.request)}</pre>
    </main>`;
  }
}

/** As JSON, lists of numbers on one line. */
const text = (request) =>
  JSON.stringify(request, null, 2).replace(/\[\n[^[\]{}]*\]/g, (list) => list.replace(/\s*\n\s*/g, ' ').replace('[ ', '[').replace(' ]', ']'));

/** How much of the experiment the report is over. */
function standing({ complete, runs, runsByState, comparisonsDue }) {
  const measured = runsByState.MEASURED ?? 0;
  const others = Object.entries(runsByState).filter(([name]) => name !== 'MEASURED').map(([name, count]) => `${number(count)} ${state(name)}`);
  if (complete && measured === runs) {
    return html`<p>Complete: all ${plural(runs, 'run')} are measured.</p>`;
  }
  return html`<p class="problem" role="note">${complete ? 'Not everything was measured' : 'Not finished'}: ${number(measured)} of ${plural(runs, 'run')} measured${
    others.length ? html`, ${others.join(', ')}` : nothing}${comparisonsDue ? html`; ${plural(comparisonsDue, 'comparison')} still being computed` : nothing}.
    All that follows is over what is measured.</p>`;
}

customElements.define('prune-report', Report);

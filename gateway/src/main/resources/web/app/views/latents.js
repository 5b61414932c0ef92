import { html, nothing } from 'lit';
import * as api from '../api.js';
import { boundsOf, mapOption, mapTable, shown, turnedOnto } from '../latents.js';
import { readExemplars } from '../samples.js';
import { follow, VariantView } from '../variants.js';

/** Where a dense network and its pruned sibling put the test images, PIEs marked. */
class Latents extends VariantView {
  static properties = { plan: {} };

  get seed() {
    const seeds = this.plan.request.seeds;
    return seeds.find((seed) => String(seed) === this.query.seed) ?? seeds[0];
  }

  async load() {
    const { variant, seed } = this;
    if (!variant?.baseline || variant.pies == null) {
      return {};
    }
    const map = (name) => api.get(`experiments/${this.experiment}/runs/${name}/${seed}/latents`);
    const [dense, pruned, table, classes] = await Promise.all([
      map(variant.baseline),
      map(variant.variant),
      api.text(`experiments/${this.experiment}/export/exemplars.csv`, { variant: variant.variant }),
      api.get(`experiments/${this.experiment}/classes`, { variant: variant.variant }),
    ]);
    return {
      variant, seed, dense, pruned: turnedOnto(pruned, dense), samples: readExemplars(table), classes: classes.map((row) => row.class),
    };
  }

  choice() {
    const { variant = this.variant, seed: current = this.seed } = this.data ?? {};
    return variant?.baseline
      ? html`<form class="filters" @change=${(event) => follow(event, this.query)}>
          ${this.variantChoice()}
          <label>Seed <select name="seed">
            ${this.plan.request.seeds.map((seed) => html`<option value=${seed} .selected=${this.selects(seed === current)}>${seed}</option>`)}
          </select></label>
        </form>`
      : nothing;
  }

  view({ variant, seed, dense, pruned, samples, classes }) {
    if (!variant) {
      return html`<p class="empty">No pruned variant is compared yet.</p>`;
    }
    const bounds = boundsOf([dense, pruned]);
    const chart = (heading, side, map, note) => html`
      <prune-chart heading=${heading} file="latents-${side}-${variant.variant}-${seed}" .height=${470} note=${note}
        .pick=${(point) => point?.sample != null && (location.hash = `#/experiments/${this.experiment}/samples/${point.sample}?variant=${variant.variant}`)}
        .option=${(colours) => mapOption(map, samples, classes, colours, bounds)} .table=${mapTable(map, samples, classes)}></prune-chart>`;
    return html`
      <p class="quiet">Each test image’s L2-normalised latent along the network’s first two principal components (PCA). Colours are
        true classes; PIEs of the whole population have a rim. The pruned network’s map is turned to lie over the dense one’s. A click opens
        the image, one on a class hides it.</p>
      <div class="charts">
        ${chart(`Latents of the dense network, seed ${seed}`, 'dense', dense, `${shown(dense)}.`)}
        ${chart(`Latents of the pruned network, seed ${seed}`, 'pruned', pruned, `${shown(pruned)}.`)}
      </div>`;
  }
}

customElements.define('prune-latents', Latents);

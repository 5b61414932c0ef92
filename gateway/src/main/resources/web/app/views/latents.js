import { html } from 'lit';
import * as api from '../api.js';
import { View } from '../elements.js';
import { boundsOf, mapOption, mapTable, shown, turnedOnto } from '../latents.js';
import { readExemplars } from '../samples.js';
import { chosen, follow, variantChoice } from '../variants.js';

/** Where a dense network and its pruned sibling put the test images, PIEs marked. */
class Latents extends View {
  static properties = { variants: {}, plan: {} };

  get seed() {
    const seeds = this.plan.request.seeds;
    return seeds.find((seed) => String(seed) === this.query.seed) ?? seeds[0];
  }

  async load() {
    const variant = chosen(this.variants, this.query.variant);
    if (!variant?.baseline || variant.pies == null) {
      return {};
    }
    const map = (name) => api.get(`experiments/${this.experiment}/runs/${name}/${this.seed}/latents`);
    const [dense, pruned, table, classes] = await Promise.all([
      map(variant.baseline),
      map(variant.variant),
      api.text(`experiments/${this.experiment}/export/exemplars.csv`, { variant: variant.variant }),
      api.get(`experiments/${this.experiment}/classes`, { variant: variant.variant }),
    ]);
    return {
      variant, dense, pruned: turnedOnto(pruned, dense), samples: readExemplars(table), classes: classes.map((row) => row.class),
    };
  }

  view({ variant, dense, pruned, samples, classes }) {
    if (!variant) {
      return html`<p class="empty">No pruned variant is compared yet.</p>`;
    }
    const bounds = boundsOf([dense, pruned]);
    const chart = (heading, side, map, note) => html`
      <prune-chart heading=${heading} file="latents-${side}-${variant.variant}-${this.seed}" .height=${470} note=${note}
        .pick=${(point) => point?.sample != null && (location.hash = `#/experiments/${this.experiment}/samples/${point.sample}?variant=${variant.variant}`)}
        .option=${(colours) => mapOption(map, samples, classes, colours, bounds)} .table=${mapTable(map, samples, classes)}></prune-chart>`;
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>
        ${variantChoice(this.variants, variant.variant)}
        <label>Seed <select name="seed">
          ${this.plan.request.seeds.map((seed) => html`<option value=${seed} ?selected=${seed === this.seed}>${seed}</option>`)}
        </select></label>
      </form>
      <p class="quiet">Each test image’s L2-normalised latent along the network’s first two principal components (PCA). Colours are
        true classes; PIEs of the whole population have a rim. The pruned network’s map is turned to lie over the dense one’s. A click opens
        the image, one on a class hides it.</p>
      <div class="charts">
        ${chart(`Latents of the dense network, seed ${this.seed}`, 'dense', dense, `${shown(dense)}.`)}
        ${chart(`Latents of the pruned network, seed ${this.seed}`, 'pruned', pruned, `${shown(pruned)}.`)}
      </div>`;
  }
}

customElements.define('prune-latents', Latents);

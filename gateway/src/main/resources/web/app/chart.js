import { html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import * as echarts from 'echarts/core';
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { Element, save } from './elements.js';

echarts.use([
  BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart, GridComponent, LegendComponent,
  MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer, SVGRenderer,
]);

const DARK = matchMedia('(prefers-color-scheme: dark)');
const DOWNLOAD = { width: 960, height: 540 };

/** The page's colours, as the style sheet has them now. */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('text'),
    quiet: colour('quiet'),
    line: colour('line'),
    ground: colour('ground'),
    accent: colour('accent'),
    pie: colour('pie'),
    objectives: ['one', 'two', 'three', 'four', 'five', 'six'].map(colour),
  };
}

/** What all charts have in common; tooltips are drawn, since styled HTML is refused by the page's policy. */
function common(colours) {
  const axis = {
    axisLine: { onZero: false, lineStyle: { color: colours.line } },
    axisTick: { lineStyle: { color: colours.line } },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } },
    axisLabel: { color: colours.quiet },
    nameTextStyle: { color: colours.quiet },
    nameLocation: 'middle',
  };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif', color: colours.text },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: colours.ground,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
    },
    legend: {
      type: 'plain', top: 0, left: 0, itemWidth: 26, itemHeight: 9, itemGap: 14,
      textStyle: { color: colours.text }, inactiveColor: colours.line,
    },
    axis,
  };
}

/** An option with the common parts beneath it. */
function complete(option, colours) {
  const { axis, ...base } = common(colours);
  const axes = (given) =>
    [given].flat().map((one) => ({
      ...axis, nameGap: 30, ...one,
      axisLabel: { ...axis.axisLabel, ...one.axisLabel },
      splitLine: { ...axis.splitLine, ...one.splitLine },
    }));
  return {
    ...base,
    ...option,
    tooltip: { ...base.tooltip, ...option.tooltip },
    legend: option.legend === null ? undefined : { ...base.legend, ...option.legend },
    xAxis: axes(option.xAxis),
    yAxis: axes(option.yAxis),
  };
}

/** Vertical intervals: data are [x, low, high]. */
export function intervals(name, data, colour, more = {}) {
  return {
    type: 'custom',
    name,
    data,
    itemStyle: { color: colour },
    encode: { x: 0, y: [1, 2] },
    tooltip: { show: false },
    silent: true,
    z: 1,
    renderItem: (parameters, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      const line = (x1, y1, x2, y2) => ({
        type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth: 1.5, opacity: 0.75 },
      });
      return { type: 'group', children: [line(x, low, x, high), line(x - 3, low, x + 3, low), line(x - 3, high, x + 3, high)] };
    },
    ...more,
  };
}

/** Charts that are still to be drawn. Between two of them a person is answered; what is printed is drawn before. */
const waiting = new Set();

function drawLater(chart) {
  if (!waiting.size) {
    setTimeout(drawNext);
  }
  waiting.add(chart);
}

function drawNext() {
  for (const chart of waiting) {
    waiting.delete(chart);
    chart.draw();
    break;
  }
  if (waiting.size) {
    setTimeout(drawNext);
  }
}

window.addEventListener('beforeprint', () => {
  waiting.forEach((chart) => chart.draw());
  waiting.clear();
});

/**
 * A chart with its heading, its numbers as a table, and both to take away.
 *
 * `option` is a function from the colours to ECharts' option; `table` has `columns` (name, value of
 * a row, optionally `form` for people) and `rows`; `pick` is told the data of a point that is clicked.
 * `height` is in pixels, besides what the legend needs at a width where `legend` says that.
 * What is to be printed is drawn by the `renderer` svg, or with more pixels (`resolution`) than a screen has.
 */
class Chart extends Element {
  static properties = {
    heading: {}, note: {}, file: {}, option: { attribute: false }, table: { attribute: false },
    pick: { attribute: false }, height: { type: Number }, legend: { attribute: false }, renderer: {}, resolution: { type: Number }, asTable: { state: true },
  };

  holder = createRef();

  constructor() {
    super();
    this.height = 320;
    this.legend = () => 0;
    this.renderer = 'canvas';
    this.recolour = () => this.requestUpdate();
  }

  connectedCallback() {
    super.connectedCallback();
    DARK.addEventListener('change', this.recolour);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    DARK.removeEventListener('change', this.recolour);
    this.end();
  }

  end() {
    waiting.delete(this);
    this.observer?.disconnect();
    this.chart?.dispose();
    this.chart = null;
  }

  updated() {
    const holder = this.holder.value;
    if (!holder) {
      this.end();
      return;
    }
    holder.style.height = `${this.height + this.legend(holder.clientWidth)}px`;
    drawLater(this);
  }

  draw() {
    const holder = this.holder.value;
    if (this.chart?.getDom() !== holder) {
      this.end();
      this.chart = echarts.init(holder, null, { renderer: this.renderer, devicePixelRatio: this.resolution });
      this.chart.on('click', (event) => this.pick?.(event.data));
      this.chart.on('legendselectchanged', ({ selected }) => (this.selected = selected));
      this.observer = new ResizeObserver(() => this.fit());
      this.observer.observe(holder);
    }
    this.fit();
    const colours = theme();
    const option = complete(this.option(colours, holder.clientWidth), colours);
    // What a person has hidden stays so when the numbers are drawn anew.
    this.chart.setOption({ ...option, legend: option.legend && { ...option.legend, selected: this.selected } }, true);
  }

  /** An observer tells of its beginning too, and to draw thousands of points twice is seen. */
  fit() {
    const { clientWidth, clientHeight } = this.holder.value ?? {};
    if (clientWidth && (clientWidth !== this.chart?.getWidth() || clientHeight !== this.chart.getHeight())) {
      this.chart?.resize();
    }
  }

  render() {
    const empty = !this.table.rows.length;
    return html`<figure>
      <figcaption>
        <h3>${this.heading}</h3>
        <span class="tools">
          <button class="link" aria-pressed=${!!this.asTable} ?disabled=${empty} @click=${() => (this.asTable = !this.asTable)}>
            ${this.asTable ? 'Chart' : 'Table'}</button>
          ${[['SVG', this.saveSvg], ['PNG', this.savePng], ['CSV', this.saveCsv]].map(
            ([kind, save]) => html`<button class="link" ?disabled=${empty} aria-label="Download “${this.heading}” as ${kind}"
              @click=${save}>${kind}</button>`)}
        </span>
      </figcaption>
      ${this.note ? html`<p class="note">${this.note}</p>` : nothing}
      ${empty
        ? html`<p class="empty">Nothing has been measured for this yet.</p>`
        : this.asTable
          ? html`<div class="scroll">${this.numbers()}</div>`
          : html`<div class="chart" role="img" aria-label="${this.heading}; the button Table gives its numbers"
              ${ref(this.holder)}></div>`}
    </figure>`;
  }

  numbers() {
    const { columns, rows } = this.table;
    return html`<table>
      <thead><tr>${columns.map((column) => html`<th scope="col" class=${kind(rows, column)}>${column.name}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${columns.map((column) => {
        const value = column.value(row);
        return html`<td class=${kind(rows, column)}>${column.form ? column.form(value) : (value ?? '–')}</td>`;
      })}</tr>`)}</tbody>
    </table>`;
  }

  /** The chart drawn once more, in the colours of now, at a size for papers. */
  drawn(renderer) {
    const colours = theme();
    const holder = renderer === 'svg' ? null : document.createElement('div');
    const chart = echarts.init(holder, null, { renderer, ssr: renderer === 'svg', devicePixelRatio: 2, width: DOWNLOAD.width, height: DOWNLOAD.height + this.legend(DOWNLOAD.width) });
    chart.setOption(complete({ ...this.option(colours, DOWNLOAD.width), backgroundColor: colours.ground }, colours));
    return chart;
  }

  saveSvg() {
    const chart = this.drawn('svg');
    save(new Blob([chart.renderToSVGString()], { type: 'image/svg+xml' }), `${this.file}.svg`);
    chart.dispose();
  }

  savePng() {
    const chart = this.drawn('canvas');
    chart.renderToCanvas({ pixelRatio: 2 }).toBlob((image) => {
      save(image, `${this.file}.png`);
      chart.dispose();
    });
  }

  saveCsv() {
    const { columns, rows } = this.table;
    const lines = [columns.map((column) => column.name), ...rows.map((row) => columns.map((column) => column.value(row)))];
    const text = lines.map((line) => line.map(quoted).join(',')).join('\r\n');
    save(new Blob([`${text}\r\n`], { type: 'text/csv' }), `${this.file}.csv`);
  }
}

const kind = (rows, column) => (typeof column.value(rows[0]) === 'number' ? 'number' : '');

const quoted = (value) => {
  const text = value == null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

customElements.define('prune-chart', Chart);

// node draw.mjs [Prometheus' address] [minutes]: draws deploy/grafana/*.json with the newest data, as docs/images/dashboard-*.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import * as echarts from 'echarts';

const [prometheus = 'http://localhost:9090', minutes = '15'] = process.argv.slice(2);
const root = new URL('../../', import.meta.url);
const [width, height, heading] = [560, 230, 40];
const to = Date.now() / 1000;
const from = to - Number(minutes) * 60;
const step = Math.max(5, Math.round((to - from) / 180));

const units = {
  s: (value) => (value >= 60 ? `${+(value / 60).toFixed(1)} min` : value >= 1 || value === 0 ? `${+value.toFixed(1)} s` : `${+(value * 1000).toFixed(1)} ms`),
  ops: (value) => `${+value.toFixed(2)}/s`,
  bytes: (value) => `${Math.round(value / 2 ** 20)} MiB`,
  percentunit: (value) => `${+(value * 100).toFixed(2)} %`,
  short: (value) => `${+value.toFixed(2)}`,
};

for (const name of ['line', 'kitchen', 'runtime']) {
  const dashboard = JSON.parse(readFileSync(new URL(`deploy/grafana/${name}.json`, root), 'utf8'));
  const panels = await Promise.all(dashboard.panels.map(draw));
  const rows = Math.ceil(panels.length / 2);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * width}" height="${heading + rows * height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="#fff"/><text x="12" y="27" font-size="18" font-weight="bold">${escape(dashboard.title)}</text>
${panels.map((panel, i) => `<g transform="translate(${(i % 2) * width} ${heading + Math.floor(i / 2) * height})">${panel}</g>`).join('\n')}
</svg>\n`;
  writeFileSync(new URL(`docs/images/dashboard-${name}.svg`, root), svg);
  console.log(`docs/images/dashboard-${name}.svg: ${panels.length} panels, ${Math.round(svg.length / 1024)} kB`);
}

async function draw(panel) {
  const format = units[panel.fieldConfig.defaults.unit] ?? units.short;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    title: { text: panel.title, left: 10, top: 4, textStyle: { fontSize: 13 } },
    legend: { type: 'plain', bottom: 2, left: 10, icon: 'rect', itemWidth: 10, itemHeight: 4, itemGap: 8, textStyle: { fontSize: 9 } },
    grid: { left: 62, right: 16, top: 34, bottom: 62 },
    xAxis: { type: 'time', min: from * 1000, max: to * 1000, axisLabel: { fontSize: 9, formatter: '{HH}:{mm}', hideOverlap: true } },
    yAxis: { type: 'value', min: 0, axisLabel: { fontSize: 9, formatter: format }, splitNumber: 4 },
    series: (await Promise.all(panel.targets.map(read))).flat(),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

async function read({ expr, legendFormat }) {
  const query = new URLSearchParams({ query: expr.replaceAll('$__rate_interval', '1m'), start: from, end: to, step });
  const { status, error, data } = await (await fetch(`${prometheus}/api/v1/query_range?${query}`)).json();
  if (status !== 'success') throw new Error(`${expr}: ${error}`);
  return data.result.map(({ metric, values }) => ({
    type: 'line',
    showSymbol: false,
    lineStyle: { width: 1.5 },
    name: legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? ''),
    data: values.map(([at, value]) => [at * 1000, Number(value)]),
  }));
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

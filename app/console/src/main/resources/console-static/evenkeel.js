// Draws the chart from the JSON that the page carries, again after each live update.
(function () {
  let chart = null;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const marks = { promotion: '--good', 'first-model': '--good', refusal: '--bad', 'training-failed': '--bad', 'drift-alert': '--warn', quarantine: '--frozen', 'alert-closed': '--line' };

  function level(points, month) {
    const at = points.findIndex((point) => point[0] === month);
    const near = at < 0 ? points[points.length - 1] : points[at];
    return near && near[2] !== '-' ? near[2] : null;
  }

  function draw() {
    const holder = document.getElementById('chart');
    const source = document.getElementById('chart-data');
    if (!holder || !source || !window.echarts) return;
    const data = JSON.parse(source.textContent);
    if (chart) chart.dispose();
    chart = echarts.init(holder, null, { renderer: 'svg' });
    const months = data.points.map((point) => point[0]);
    const shown = data.marks
      .map((mark) => ({ mark, month: mark.date.slice(0, 7) }))
      .filter((each) => months.includes(each.month) && level(data.points, each.month) !== null);
    chart.setOption({
      animation: false,
      grid: { left: 48, right: 36, top: 16, bottom: 32 },
      textStyle: { fontFamily: 'inherit', color: colour('--quiet') },
      tooltip: { trigger: 'axis', confine: true, valueFormatter: (value) => (typeof value === 'number' ? value.toPrecision(4) : '–') },
      xAxis: { type: 'category', data: months, boundaryGap: false, axisLine: { lineStyle: { color: colour('--line') } }, axisLabel: { color: colour('--quiet'), hideOverlap: true, margin: 12 } },
      yAxis: { type: 'value', scale: true, splitLine: { lineStyle: { color: colour('--line') } }, axisLabel: { color: colour('--quiet') } },
      series: [
        { name: 'first model, never retrained', type: 'line', data: data.points.map((point) => point[1]), showSymbol: false, lineStyle: { color: colour('--frozen'), width: 2 }, itemStyle: { color: colour('--frozen') } },
        { name: 'what served', type: 'line', data: data.points.map((point) => point[2]), showSymbol: false, lineStyle: { color: colour('--keel'), width: 2.5 }, itemStyle: { color: colour('--keel') } },
        {
          name: 'events', type: 'scatter', symbolSize: 11, z: 5,
          data: shown.map((each) => ({ value: [each.month, level(data.points, each.month)], itemStyle: { color: colour(marks[each.mark.kind] || '--quiet'), borderColor: colour('--card'), borderWidth: 2 }, text: each.mark.text })),
          tooltip: { trigger: 'item', formatter: (each) => echarts.format.encodeHTML(each.data.text) },
        },
      ],
    });
  }

  let open = new Set();
  document.addEventListener('DOMContentLoaded', draw);
  document.addEventListener('htmx:beforeSwap', () => {
    open = new Set([...document.querySelectorAll('details[open] summary')].map((each) => each.textContent));
  });
  document.addEventListener('htmx:afterSwap', () => {
    document.querySelectorAll('details summary').forEach((each) => { if (open.has(each.textContent)) each.parentElement.open = true; });
    draw();
  });
  window.addEventListener('resize', () => chart && chart.resize());
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();

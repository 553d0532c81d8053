// Draws the chart from the JSON that the page carries, again after each live update.
(function () {
  const narrow = 700;
  // Each kind of event has a lane and a shape of its own, so that none hides another and colour is
  // not all that tells them apart.
  const lanes = [
    { label: 'promoted', kinds: ['promotion', 'first-model'], colour: '--good', symbol: 'triangle' },
    { label: 'refused', kinds: ['refusal', 'training-failed'], colour: '--bad', symbol: 'diamond' },
    { label: 'alert', kinds: ['drift-alert'], colour: '--warn', symbol: 'circle' },
    { label: 'quarantine', kinds: ['quarantine'], colour: '--quiet', symbol: 'rect' },
  ];
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const text = (value) => echarts.format.encodeHTML(String(value));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const spoken = (month) => names[Number(month.slice(5)) - 1] + ' ' + month.slice(0, 4);
  const figure = (value) => (typeof value === 'number' ? (Math.abs(value) < 10 ? value.toFixed(3) : value.toPrecision(5)) : '–');
  let chart = null;

  function laneOf(mark) {
    return lanes.find((lane) => lane.kinds.includes(mark.kind));
  }

  function tooltip(data, shown) {
    const months = new Map(data.points.map((point) => [point[0], point]));
    return (at) => {
      const month = at[0].axisValue;
      const point = months.get(month);
      const served = point[2], first = point[1];
      const gain = typeof served === 'number' && typeof first === 'number' ? (served - first) * (data.moreIsBetter ? 1 : -1) : null;
      const line = (name, label, value) => `<tr><td><i class="key ${name}"></i>${label}</td><td>${figure(value)}</td></tr>`;
      const events = shown.filter((each) => each.month === month).map((each) => {
        const lane = laneOf(each.mark);
        return `<li><b class="${lane.colour.slice(2)}">${text(lane.label)}</b> ${text(each.mark.text)}</li>`;
      });
      return `<div class="tip"><h3>${text(spoken(month))}</h3><table>${line('champion', 'what served', served)}${line('frozen', 'first model', first)}` +
        (gain === null ? '' : `<tr><td>better by</td><td>${(gain < 0 ? '−' : '+') + figure(Math.abs(gain))}</td></tr>`) +
        `</table>${events.length ? `<ul>${events.join('')}</ul>` : ''}</div>`;
    };
  }

  function marksOf(lane, shown) {
    const byMonth = new Map();
    shown.filter((each) => laneOf(each.mark) === lane).forEach((each) => byMonth.set(each.month, (byMonth.get(each.month) || 0) + 1));
    return [...byMonth].map(([month, count]) => ({
      value: [month, lane.label],
      symbolSize: count > 1 ? 16 : 11,
      label: { show: count > 1, formatter: String(count), color: colour('--card'), fontSize: 10, fontWeight: 700 },
    }));
  }

  function option(data, width) {
    const wide = width >= narrow;
    const months = data.points.map((point) => point[0]);
    const shown = data.marks.map((mark) => ({ mark, month: mark.date.slice(0, 7) })).filter((each) => months.includes(each.month) && laneOf(each.mark));
    const used = lanes.filter((lane) => shown.some((each) => laneOf(each.mark) === lane)).reverse();
    const [first, served] = [1, 2].map((column) => data.points.map((point) => point[column]));
    const both = data.points.map((point) => typeof point[1] === 'number' && typeof point[2] === 'number');
    const better = data.points.map((point) => (data.moreIsBetter ? point[2] > point[1] : point[2] < point[1]));
    const left = 78, right = wide ? 128 : 14;
    const lanesHeight = used.length * 24;
    const quiet = colour('--quiet'), line = colour('--line');
    const axis = { type: 'category', data: months, boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: line } } };
    const years = { color: quiet, margin: 10, interval: (_, month) => month.endsWith('-01') || months.length < 8, formatter: (month) => (months.length < 8 ? month : month.slice(0, 4)) };
    const plain = { type: 'line', showSymbol: false, silent: true, lineStyle: { width: 0 }, stack: 'gain', tooltip: { show: false } };
    const end = (name, label) => ({ show: wide, distance: 8, color: colour(name), fontWeight: 600, formatter: (at) => `${label} ${figure(at.value)}` });
    const promotions = shown.filter((each) => laneOf(each.mark).label === 'promoted').map((each) => ({ xAxis: each.month }));
    return {
      animation: false,
      textStyle: { fontFamily: 'inherit', color: quiet },
      grid: [
        { left, right, top: 14, bottom: 34 + lanesHeight + (used.length ? 14 : 0) },
        { left, right, height: lanesHeight, bottom: 30 },
      ],
      axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: quiet } },
      tooltip: {
        trigger: 'axis', confine: true, formatter: tooltip(data, shown), padding: 0,
        backgroundColor: colour('--card'), borderColor: line, textStyle: { color: colour('--ink'), fontFamily: 'inherit', fontSize: 13 },
        extraCssText: `white-space: normal; width: ${wide ? 360 : 260}px; border-radius: 10px; box-shadow: 0 6px 24px rgb(0 0 0 / .16);`,
      },
      xAxis: [
        { ...axis, gridIndex: 0, axisLabel: used.length ? { show: false } : years },
        { ...axis, gridIndex: 1, show: used.length > 0, axisLabel: years, splitLine: { show: true, interval: (_, month) => month.endsWith('-01'), lineStyle: { color: line } } },
      ],
      yAxis: [
        { type: 'value', scale: true, gridIndex: 0, splitLine: { lineStyle: { color: line } }, axisLabel: { color: quiet, formatter: (value) => String(Number(value.toPrecision(6))) } },
        { type: 'category', gridIndex: 1, show: used.length > 0, data: used.map((lane) => lane.label), axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: line, type: 'dashed' } }, axisLabel: { color: quiet, margin: 10 } },
      ],
      series: [
        { ...plain, data: data.points.map((point, at) => (both[at] ? (better[at] === data.moreIsBetter ? Math.min(point[1], point[2]) : point[2]) : '-')) },
        { ...plain, data: data.points.map((point, at) => (both[at] && better[at] ? Math.abs(point[2] - point[1]) : both[at] ? 0 : '-')), areaStyle: { color: colour('--keel'), opacity: 0.13 } },
        { name: 'the first model, never retrained', type: 'line', data: first, showSymbol: false, endLabel: end('--quiet', 'first model'), labelLayout: { moveOverlap: 'shiftY' }, lineStyle: { color: colour('--frozen'), width: 2 }, itemStyle: { color: colour('--frozen') } },
        {
          name: 'what served', type: 'line', data: served, showSymbol: false, endLabel: end('--keel', 'served'), labelLayout: { moveOverlap: 'shiftY' },
          lineStyle: { color: colour('--keel'), width: 2.5 }, itemStyle: { color: colour('--keel') },
          markLine: { silent: true, symbol: 'none', animation: false, label: { show: false }, lineStyle: { color: colour('--good'), type: 'dashed', opacity: 0.55 }, data: promotions },
        },
        ...used.map((lane) => ({ name: lane.label, type: 'scatter', xAxisIndex: 1, yAxisIndex: 1, symbol: lane.symbol, itemStyle: { color: colour(lane.colour), opacity: 1 }, data: marksOf(lane, shown) })),
      ],
    };
  }

  function draw() {
    const holder = document.getElementById('chart');
    const source = document.getElementById('chart-data');
    if (!holder || !source || !window.echarts) return;
    const data = JSON.parse(source.textContent);
    holder.hidden = data.points.length === 0;
    if (holder.hidden) return;
    if (!chart || chart.getDom() !== holder) {
      if (chart) chart.dispose();
      chart = echarts.init(holder, null, { renderer: 'svg' });
    }
    chart.resize();
    // The tooltip stays: ECharts fails when one that is shown is taken away.
    chart.setOption(option(data, holder.clientWidth), { replaceMerge: ['grid', 'xAxis', 'yAxis', 'series'] });
    const last = data.points[data.points.length - 1];
    holder.setAttribute('aria-label', `Line chart of the ${data.measure} by month. In ${spoken(last[0])}: what served ${figure(last[2])}, the first model ${figure(last[1])}. The table by half-year holds the same.`);
  }

  let open = new Set();
  let scrolled = [];
  const lists = () => [...document.querySelectorAll('.events, .scroll')];
  document.addEventListener('DOMContentLoaded', draw);
  document.addEventListener('htmx:beforeSwap', () => {
    open = new Set([...document.querySelectorAll('details[open] summary')].map((each) => each.textContent));
    scrolled = lists().map((each) => each.scrollTop);
  });
  document.addEventListener('htmx:afterSwap', () => {
    document.querySelectorAll('details summary').forEach((each) => { if (open.has(each.textContent)) each.parentElement.open = true; });
    lists().forEach((each, at) => { each.scrollTop = scrolled[at] || 0; });
    draw();
  });
  window.addEventListener('resize', draw);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();

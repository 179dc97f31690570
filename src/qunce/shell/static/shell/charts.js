// Draws the charts of the page from their JSON, in the page's colours, and again when they change.
(() => {
  if (window.quncecharts || typeof echarts === "undefined") {
    window.quncecharts?.();
    return;
  }
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = () => [1, 2, 3, 4, 5, 6].map((place) => style(`--qc-chart-${place}`));

  const axes = (data, text, line, wide) => {
    const axis = { axisLabel: { color: text }, axisLine: { lineStyle: { color: line } } };
    const splitLine = { lineStyle: { color: line } };
    const flat = data.more.horizontal;
    const names = { ...axis, type: "category", data: data.labels, inverse: Boolean(flat) };
    names.axisTick = { show: false };
    if (flat) names.axisLabel = { ...axis.axisLabel, width: wide * 0.4, overflow: "truncate" };
    const numbers = { ...axis, type: "value", splitLine, minInterval: data.more.whole ? 1 : 0 };
    return flat ? { xAxis: numbers, yAxis: names } : { xAxis: names, yAxis: numbers };
  };
  const lines = (data, text, line, wide) => ({
    ...axes(data, text, line, wide),
    tooltip: { trigger: "axis", valueFormatter: (value) => shown(value, data.unit) },
    series: data.series.map((row) => ({
      name: row.name,
      type: data.kind === "line" ? "line" : "bar",
      stack: data.kind === "stacked" ? "all" : undefined,
      data: row.values,
      showSymbol: data.labels.length < 15,
      barMaxWidth: 32,
      areaStyle: data.kind === "line" && data.series.length === 1 ? { opacity: 0.12 } : undefined,
    })),
  });
  const parts = (data, text) => ({
    tooltip: { trigger: "item", valueFormatter: (value) => shown(value, data.unit) },
    series: [
      {
        type: data.kind,
        radius: ["48%", "74%"],
        center: ["50%", "46%"],
        label: { show: data.kind === "funnel", color: text },
        data: data.labels.map((name, place) => ({ name, value: data.series[0].values[place] })),
      },
    ],
  });
  const heat = (data, text) => ({
    tooltip: { valueFormatter: (value) => shown(value, data.unit) },
    grid: { left: 8, right: 8, top: 8, bottom: 40, containLabel: true },
    xAxis: { type: "category", data: data.labels, axisLabel: { color: text }, axisTick: { show: false } },
    yAxis: {
      type: "category",
      data: data.series.map((row) => row.name),
      inverse: true,
      axisLabel: { color: text },
      axisTick: { show: false },
    },
    visualMap: {
      min: 0,
      max: Math.max(1, ...data.series.flatMap((row) => row.values.map(Number))),
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemHeight: 90,
      itemWidth: 12,
      textStyle: { color: text },
      inRange: { color: [style("--qc-chart-low"), style("--qc-chart-1")] },
    },
    series: [
      {
        type: "heatmap",
        data: data.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value])),
        itemStyle: { borderColor: style("--tblr-bg-surface"), borderWidth: 2, borderRadius: 3 },
      },
    ],
  });
  const shown = (value, unit) => (value === null || value === undefined ? "–" : `${value} ${unit}`);

  const option = (data, wide) => {
    const text = style("--tblr-secondary");
    const line = style("--tblr-border-color");
    const kinds = { pie: parts, funnel: parts, heatmap: heat };
    const many = data.series.length > 1 || data.kind === "pie";
    return {
      color: colours(),
      animationDuration: 300,
      textStyle: { fontFamily: style("--tblr-font-sans-serif") },
      grid: { left: 8, right: 16, top: 16, bottom: many ? 36 : 8, containLabel: true },
      legend: many && data.kind !== "heatmap" ? { bottom: 0, textStyle: { color: text } } : undefined,
      ...(kinds[data.kind] || lines)(data, text, line, wide),
    };
  };
  // A place may still change after the window has: the columns of the page follow it.
  const places = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const chart = echarts.getInstanceByDom(target);
      if (chart && chart.getWidth() !== target.clientWidth) chart.resize();
    }
  });
  const begin = (place) => {
    places.observe(place);
    return echarts.init(place, null, { renderer: "svg" });
  };
  const draw = () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const source = document.getElementById(place.dataset.chart);
      if (!source) continue;
      const chart = echarts.getInstanceByDom(place) || begin(place);
      chart.setOption(option(JSON.parse(source.textContent), place.clientWidth), true);
    }
  };
  const resize = () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      echarts.getInstanceByDom(place)?.resize();
    }
  };
  window.quncecharts = draw;
  window.addEventListener("beforeprint", resize);
  document.addEventListener("shell:theme", draw);
  document.addEventListener("htmx:afterSettle", draw);
  draw();
})();

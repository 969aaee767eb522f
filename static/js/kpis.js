/* The trend by ECharts, from the table below it and in the colours of the page. Without script the drawing stays. */
(() => {
  "use strict";
  const box = document.getElementById("chart");
  if (!box || !window.echarts) return;

  const tokens = () => {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue(name).trim();
  };
  const mean = "smooth" in box.dataset ? 1 : 0;
  const rows = [...document.querySelectorAll("#trend-rows tbody tr")].map(({ cells, dataset }) => ({
    label: dataset.label,
    now: { day: cells[0].textContent.trim(), data: cells[1 + mean].firstChild },
    before: { day: cells[3].textContent.trim(), data: cells[4 + mean].firstChild },
  }));
  const value = ({ data }) => (data.value === "" ? null : Number(data.value));

  const unit = box.dataset.unit;
  const short = (value) => {
    if (unit === "share") return `${+(value * 100).toFixed(2)}%`;
    return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value);
  };

  const drawing = box.querySelector("svg");
  const canvas = document.createElement("div");
  canvas.className = "chart-live";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", drawing.querySelector("title").textContent);
  box.replaceChildren(canvas);
  const chart = echarts.init(canvas, null, { renderer: "canvas" });

  const told = (points) => points.map(({ dataIndex, seriesIndex }) => {
    const { day, data } = seriesIndex ? rows[dataIndex].before : rows[dataIndex].now;
    return `${day}  ${data.textContent}`;
  }).join("\n");

  const line = (name, period, color, width) => ({
    name, type: "line", data: rows.map((row) => value(row[period])), z: width, symbolSize: 7,
    showSymbol: rows.length === 1, lineStyle: { width, color }, itemStyle: { color },
  });

  const draw = () => {
    const token = tokens();
    const font = { fontFamily: token("--font-sans"), fontSize: 11 };
    chart.setOption({
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDuration: 150,
      textStyle: font,
      grid: { left: 4, right: 12, top: 16, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis", renderMode: "richText", formatter: told, confine: true,
        backgroundColor: token("--surface"), borderColor: token("--line"), textStyle: { ...font, color: token("--ink") },
      },
      xAxis: {
        type: "category", boundaryGap: false, data: rows.map(({ label }) => label),
        axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: token("--ink-3"), hideOverlap: true, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" },
      },
      yAxis: {
        type: "value", axisLabel: { color: token("--ink-3"), formatter: short },
        splitLine: { lineStyle: { color: token("--line") } }, splitNumber: 3,
      },
      series: [line(box.dataset.now, "now", token("--chart-1"), 2), line(box.dataset.before, "before", token("--chart-2"), 1.5)],
    });
  };
  draw();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  const picture = document.getElementById("picture");
  picture.hidden = false;
  picture.addEventListener("click", () => {
    const link = document.createElement("a");
    link.download = `${picture.dataset.name}.png`;
    link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: tokens()("--surface") });
    link.click();
  });
})();

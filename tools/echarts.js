// The part of ECharts that our pages use, as the global `echarts`, with Chinese words.
import * as charts from "echarts/charts";
import * as components from "echarts/components";
import { use, registerLocale } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import english from "echarts/lib/i18n/langEN.js";
import chinese from "echarts/lib/i18n/langZH.js";

registerLocale("EN", english);
registerLocale("ZH", chinese);

use([
  charts.LineChart,
  charts.BarChart,
  charts.PieChart,
  charts.HeatmapChart,
  components.AriaComponent,
  components.CalendarComponent,
  components.DataZoomComponent,
  components.DatasetComponent,
  components.GridComponent,
  components.LegendComponent,
  components.MarkAreaComponent,
  components.MarkLineComponent,
  components.TitleComponent,
  components.TooltipComponent,
  components.VisualMapComponent,
  SVGRenderer,
]);

export * from "echarts/core";

"""Bubble charts, which XlsxWriter does not know: its scatter chart, written as the other kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.chart_scatter import ChartScatter

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_SCALE_PERCENT = 80
"""The size of the largest bubble: of what Excel would draw, which is a quarter of the plot."""


class BubbleChart(ChartScatter):  # type: ignore[misc]  # XlsxWriter has no types
    """A bubble chart: every series has `sizes` beside `categories` and `values`."""

    def __init__(self) -> None:
        """Begin without series."""
        super().__init__()
        self._sizes: list[tuple[str, int]] = []

    def add_series(self, options: dict[str, Any]) -> None:
        """Add a series as XlsxWriter does, with the sizes of its bubbles."""
        super().add_series(options)
        self._sizes.append((options["sizes"], self._get_data_id(options["sizes"], None)))

    def _write_scatter_chart(self, args: dict[str, Any]) -> None:
        if not args["primary_axes"]:
            return
        self._xml_start_tag("c:bubbleChart")
        self._xml_empty_tag("c:varyColors", [("val", 0)])
        for series, sizes in zip(self.series, self._sizes, strict=True):
            self._write_bubbles(series, *sizes)
        self._xml_empty_tag("c:bubbleScale", [("val", _SCALE_PERCENT)])
        self._xml_empty_tag("c:showNegBubbles", [("val", 0)])
        self._xml_empty_tag("c:sizeRepresents", [("val", "area")])
        self._write_axis_ids(args)
        self._xml_end_tag("c:bubbleChart")

    def _write_bubbles(self, series: dict[str, Any], sizes: str, sizes_id: int) -> None:
        self._xml_start_tag("c:ser")
        self._write_idx(self.series_index)
        self._write_order(self.series_index)
        self.series_index += 1
        self._write_series_name(series)
        self._write_sp_pr(series)
        self._xml_empty_tag("c:invertIfNegative", [("val", 0)])
        self._write_d_lbls(series["labels"])
        self._write_error_bars(series["error_bars"])
        self._write_x_val(series)
        self._write_y_val(series)
        self._xml_start_tag("c:bubbleSize")
        self._write_num_ref(sizes.lstrip("="), self.formula_data[sizes_id], "num")
        self._xml_end_tag("c:bubbleSize")
        self._xml_empty_tag("c:bubble3D", [("val", 0)])
        self._xml_end_tag("c:ser")


def add_bubble_chart(book: Workbook) -> BubbleChart:
    """Add a bubble chart to a workbook, as `add_chart` adds the kinds that XlsxWriter knows."""
    chart = BubbleChart()
    chart.embedded = True
    chart.date_1904 = book.date_1904
    chart.remove_timezone = book.remove_timezone
    book.charts.append(chart)
    return chart

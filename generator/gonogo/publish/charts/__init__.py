"""Charts: pure functions from values to HTML and inline SVG, drawn when the portal is built.

They carry classes, never style attributes (the portal's Content-Security-Policy forbids them), and a
text for those who do not see them. Horizontal places are percentages, so that they fit any width
while their letters keep their size. `charts.NAME` is at hand in every template.
"""

from gonogo.publish.charts.bars import Bar, Segment, bars, distribution, meter
from gonogo.publish.charts.curve import Marks, Span, Strip, curve, group_curve, service_curve
from gonogo.publish.charts.heat import heat
from gonogo.publish.charts.ladder import Rung, ladder, rung
from gonogo.publish.charts.matrix import band_of, matrix, shade
from gonogo.publish.charts.neighbourhood import Neighbour, neighbourhood
from gonogo.publish.charts.sparkline import sparkline
from gonogo.publish.charts.timeline import Entry, timeline

__all__ = [
    "Bar",
    "Entry",
    "Marks",
    "Neighbour",
    "Rung",
    "Segment",
    "Span",
    "Strip",
    "band_of",
    "bars",
    "curve",
    "distribution",
    "group_curve",
    "heat",
    "ladder",
    "matrix",
    "meter",
    "neighbourhood",
    "rung",
    "service_curve",
    "shade",
    "sparkline",
    "timeline",
]

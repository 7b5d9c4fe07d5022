"""`trailkeeper dashboard`: the dashboard that is deployed, as a page that needs no console.

arguments    its options; command: asks, writes, tells
body         the dashboard's own JSON, widget by widget
query        what a widget asks of CloudWatch
reading      what CloudWatch answers, of each widget by itself
measure      numbers as a person reads them; scale: an axis and its ticks
page/        the page, a kind of widget a module
"""

"""Reports: findings with their evidence, as a page that stands alone and as a deck."""

from simulation.report.content import Report, build_report
from simulation.report.html import write_html
from simulation.report.paper import write_pdf
from simulation.report.pptx import write_pptx
from simulation.report.sources import report
from simulation.report.workbook import write_xlsx

__all__ = [
    "Report",
    "build_report",
    "report",
    "write_html",
    "write_pdf",
    "write_pptx",
    "write_xlsx",
]

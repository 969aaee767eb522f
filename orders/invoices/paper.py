"""An invoice on paper: one A4 page and more where there are many rows, in Chinese as the tax office reads it.

The type is Adobe's STSong-Light, a CID font that PDF readers bring themselves: nothing is embedded, nothing needed
on the server, and every Chinese character can be written.
"""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from kernel.clock import store_day
from kernel.templatetags.shop_money import money
from orders.invoices.models import Buyer, Invoice

FONT = "STSong-Light"
INK, FAINT, RED = (0.13, 0.12, 0.11), (0.42, 0.4, 0.36), (0.77, 0.2, 0.1)
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 18 * mm, WIDTH - 18 * mm, HEIGHT - 20 * mm, 40 * mm
ROW = 7.5 * mm
TITLE_WIDTH = 115 * mm
TITLE_SIZE = 10
KINDS = {"delivery": "运费", "refunded": "开票前已退款", "reversal": "冲红原发票"}


def pdf_of(invoice: Invoice) -> bytes:
    """The invoice as a PDF; the same one gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True, initialFontName=FONT)
    canvas.setTitle(invoice.number)
    pages = list(_pages(invoice.rows))
    for place, rows in enumerate(pages, 1):
        _page(canvas, invoice, rows, f"{place}/{len(pages)}", is_last=place == len(pages))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _pages(rows: list[dict]) -> Iterator[list[dict]]:
    most = int((TOP - 62 * mm - BOTTOM) / ROW)
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def _page(canvas: Canvas, invoice: Invoice, rows: list[dict], place: str, *, is_last: bool) -> None:
    _head(canvas, invoice, place)
    y = _parties(canvas, invoice, TOP - 20 * mm)
    y = _rows(canvas, rows, y)
    if is_last:
        _sums(canvas, invoice, y)


def _head(canvas: Canvas, invoice: Invoice, place: str) -> None:
    canvas.setFillColorRGB(*(RED if invoice.is_red else INK))
    _say(canvas, LEFT, TOP, "红字发票" if invoice.is_red else "发票", 22)
    canvas.setFillColorRGB(*INK)
    _say(canvas, RIGHT, TOP + 3 * mm, f"发票号码 {invoice.number}", 10, end=True)
    _say(canvas, RIGHT, TOP - 2.5 * mm, f"开票日期 {store_day(invoice.issued_at):%Y年%m月%d日}", 10, end=True)
    canvas.setFillColorRGB(*FAINT)
    _say(canvas, RIGHT, 15 * mm, place, 8, end=True)
    _say(canvas, LEFT, 15 * mm, f"订单 {invoice.order.number}", 8)


def _parties(canvas: Canvas, invoice: Invoice, y: float) -> float:
    _rule(canvas, y + 6 * mm)
    told = [
        ("购买方", invoice.title, invoice.tax_number if invoice.buyer == Buyer.COMPANY else "个人"),
        ("销售方", invoice.seller, invoice.seller_tax_number),
    ]
    for label, name, tax_number in told:
        canvas.setFillColorRGB(*FAINT)
        _say(canvas, LEFT, y, label, 9)
        canvas.setFillColorRGB(*INK)
        _say(canvas, LEFT + 20 * mm, y, name, 10.5)
        _say(canvas, RIGHT, y, tax_number, 10, end=True)
        y -= 7 * mm
    if invoice.reverses:
        _say(canvas, LEFT + 20 * mm, y, f"对应蓝字发票 {invoice.reverses.number}", 10)
        y -= 7 * mm
    return y - 2 * mm


def _rows(canvas: Canvas, rows: list[dict], y: float) -> float:
    canvas.setFillColorRGB(*FAINT)
    _say(canvas, LEFT, y, "项目名称", 9)
    _say(canvas, RIGHT - 40 * mm, y, "数量", 9, end=True)
    _say(canvas, RIGHT, y, "金额（含税）", 9, end=True)
    _rule(canvas, y - 2.5 * mm)
    canvas.setFillColorRGB(*INK)
    for row in rows:
        y -= ROW
        _say(canvas, LEFT, y, _title(row), TITLE_SIZE)
        _say(canvas, RIGHT - 40 * mm, y, str(row["pieces"]), 10, end=True)
        _say(canvas, RIGHT, y, money(Decimal(row["amount"])), 10, end=True)
    return y - ROW


def _title(row: dict) -> str:
    """As much of it as there is room for."""
    said = f"{KINDS.get(row['kind'], '')} {row['title']}".strip()
    if pdfmetrics.stringWidth(said, FONT, TITLE_SIZE) <= TITLE_WIDTH:
        return said
    while pdfmetrics.stringWidth(f"{said}…", FONT, TITLE_SIZE) > TITLE_WIDTH:
        said = said[:-1]
    return f"{said}…"


def _sums(canvas: Canvas, invoice: Invoice, y: float) -> None:
    _rule(canvas, y + 3 * mm)
    canvas.setFillColorRGB(*(RED if invoice.is_red else INK))
    for words, amount, size in (
        ("不含税金额", invoice.net, 10),
        (f"税额（税率 {invoice.tax_percent}%）", invoice.tax, 10),
        ("价税合计", invoice.amount, 13),
    ):
        y -= 4.5 * mm
        _say(canvas, RIGHT - 40 * mm, y, words, 10, end=True)
        _say(canvas, RIGHT, y, money(amount), size, end=True)
        y -= 3 * mm


def _say(canvas: Canvas, x: float, y: float, words: str, size: float, *, end: bool = False) -> None:
    """``¥`` is the full-width one: the font's own half-width sign stands for a backslash."""
    canvas.setFont(FONT, size)
    (canvas.drawRightString if end else canvas.drawString)(x, y, words.replace("¥", "￥"))


def _rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColorRGB(*FAINT)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, y, RIGHT, y)

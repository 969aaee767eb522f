"""What shoppers may send as a photograph: drawn anew, or refused, quickly and without filling the memory."""

import io
import os
import random
import resource
import struct
import time
import zipfile
import zlib
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from kernel.photographs import DRAWN_SIDE, NotAPhotograph, redrawn
from tests.orders.aftersales.photographs import drawn

JPEG, PNG = drawn(), drawn("PNG")
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def huge_png(width: int, height: int) -> bytes:
    """A few kilobytes that say they are so large."""
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving(kind: str, frames: int) -> bytes:
    file = io.BytesIO()
    pictures = [Image.new("RGB", (8, 8), (n % 256, 0, 0)) for n in range(frames)]
    pictures[0].save(file, kind, save_all=True, append_images=pictures[1:], duration=10)
    return file.getvalue()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "root")
    return file.getvalue()


def text_bomb() -> bytes:
    """A picture whose comment unpacks to 50 MB."""
    return PNG[:33] + chunk(b"zTXt", b"x\0\0" + zlib.compress(b"0" * 50_000_000, 9)) + PNG[33:]


REFUSED = {
    "nothing": b"",
    "one byte": b"\xff",
    "a page called jpg": HTML,
    "svg with script": SVG,
    "svg with a declaration": b'<?xml version="1.0"?>' + SVG,
    "text": b"proof" * 100,
    "php": b"<?php system($_GET[0]);",
    "noise": random.Random(1).randbytes(10_000),
    "jpeg head only": JPEG[:20],
    "png head only": PNG[:20],
    "truncated jpeg": drawn(size=(400, 400))[:-200],
    "truncated png": PNG[:-30],
    "jpeg start and then a page": b"\xff\xd8\xff" + HTML,
    "png signature and then a page": b"\x89PNG\r\n\x1a\n" + HTML,
    "gif": drawn("GIF"),
    "gif start and then a script": b"GIF89a/*" + b"a" * 100 + b"*/=1;alert(1)",
    "bmp": drawn("BMP"),
    "tiff": drawn("TIFF"),
    "ico": drawn("ICO", size=(32, 32)),
    "pcx": drawn("PCX"),
    "ppm": drawn("PPM"),
    "tga": drawn("TGA"),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
    "fits": b"SIMPLE  =                    T" + b" " * 5000,
    "zip": zipped(),
    "elf": b"\x7fELF" + b"\0" * 200,
    "wide as fifty thousand": huge_png(50_000, 50_000),
    "one pixel high and fifty thousand wide": huge_png(50_000, 1),
    "no width at all": huge_png(0, 10),
    "more than four billion": huge_png(2**31 - 1, 2**31 - 1),
    "a comment that unpacks to fifty megabytes": text_bomb(),
    "moving webp": moving("WEBP", 12),
    "moving png": moving("PNG", 12),
    "moving gif of three hundred frames": moving("GIF", 300),
    "wrong checksum": PNG[:40] + bytes([PNG[40] ^ 0xFF]) + PNG[41:],
    "webp head only": drawn("WEBP")[:30],
    "riff that is sound": b"RIFF\x24\0\0\0WAVEfmt ",
    "twenty megabytes": JPEG + b"\0" * 20_000_000,
    "twenty megabytes of noise": os.urandom(20_000_000),
}


def uploaded(content: bytes, name="proof.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def within_bounds(act):
    """What ``act`` gives, in less than two seconds and 200 MB more of memory."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        return act()
    finally:
        assert time.process_time() - began < 2
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_photograph_is_refused(name):
    with pytest.raises(NotAPhotograph):
        within_bounds(partial(redrawn, uploaded(REFUSED[name])))


def located() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of Lin", 6
    exif.get_ifd(0x8825)[2] = (31.2, 121.4, 0.0)
    return drawn(size=(80, 40), exif=exif)


def with_comment() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")
    return drawn("PNG", pnginfo=told)


TAKEN = {
    "jpeg": JPEG,
    "png": PNG,
    "webp": drawn("WEBP"),
    "grey": (lambda file: (Image.new("L", (30, 30)).save(file, "PNG"), file.getvalue())[1])(io.BytesIO()),
    "see-through": (lambda file: (Image.new("RGBA", (30, 30)).save(file, "PNG"), file.getvalue())[1])(io.BytesIO()),
    "cmyk": (lambda file: (Image.new("CMYK", (30, 30)).save(file, "JPEG"), file.getvalue())[1])(io.BytesIO()),
    "jpeg that is a page too": JPEG + HTML,
    "jpeg that is a zip too": JPEG + zipped(),
    "png with a script for a comment": with_comment(),
    "where it was taken": located(),
    "as large as a good camera": drawn(size=(7000, 5000), quality=40),
}


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_photograph_is_drawn_anew_and_nothing_else_comes_along(name):
    photograph = within_bounds(partial(redrawn, uploaded(TAKEN[name], name="../../etc/passwd.svg")))
    content = photograph.content.read()
    for hidden in (b"script", b"PK\x03\x04", b"Camera of Lin", b"Exif", b"GPS"):
        assert hidden not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert (kept.format, dict(kept.getexif())) == ("JPEG", {})
        assert kept.size == (photograph.width, photograph.height)
        assert max(kept.size) <= DRAWN_SIDE


def test_a_photograph_stands_upright_without_its_note_about_it():
    photograph = redrawn(uploaded(located()))
    assert (photograph.width, photograph.height) == (40, 80)

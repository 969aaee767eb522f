"""Files that people upload, good and bad."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def a_picture(width=800, height=600, kind="PNG", name="logo.png", **options) -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (width, height), "#c4361c").save(drawn, kind, **options)
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


def no_picture(content=b"<svg onload=alert(1)>", name="logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")

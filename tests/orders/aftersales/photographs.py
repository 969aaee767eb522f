"""Pictures for evidence, drawn in the test."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def drawn(kind="JPEG", size=(60, 40), **options) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


def a_photograph(name="proof.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn(), "image/jpeg")

"""Photographs are developed beside the rest of the work, so that the first visitor finds pictures and no tiles."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from catalogue.models import ProductImage
from catalogue.photos import services as photos
from shop.content import services as content
from shop.content.models import FocusImage


@contextmanager
def at_work() -> Iterator[None]:
    """At the end every list, every product and the home page have their first picture; a worker makes what is left.

    One thread: the pixels are worked on outside Python's lock, while this thread tells the story to the database.
    """
    first, others = _names()
    bench = ThreadPoolExecutor(1)
    try:
        jobs = {name: bench.submit(photos.write_renditions, name=name) for name in [*first, *others]}
        yield
        for name, job in jobs.items():
            if name in first or not job.cancel():
                job.result()
                photos.make_renditions(name=name)
        for image in FocusImage.objects.all():
            content.render_focus_image(image_id=image.pk)
    finally:
        bench.shutdown(cancel_futures=True)


def _names() -> tuple[list[str], list[str]]:
    """The pictures that are seen first, and those behind them."""
    first = [image.picture.name or "" for image in FocusImage.objects.all()]
    others: list[str] = []
    for image in ProductImage.objects.order_by("product_id", "display_order", "pk"):
        (others if image.display_order else first).append(str(image.original.name))
    return list(dict.fromkeys(first)), [name for name in dict.fromkeys(others) if name not in first]
